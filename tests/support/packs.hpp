// Packs for tests: loading from a text, and what came of it as lines.
#pragma once

#include <itr/loader.hpp>
#include <string>
#include <string_view>

namespace itr::test {

/// Loads one file named pack.yaml. A text without a 'pack' document is given one, so that a test need not
/// repeat it.
inline loader::Loaded load_text(std::string_view yaml) {
    std::vector<loader::SourceText> sources{{"pack.yaml", std::string(yaml)}};
    if (yaml.find("pack: ") == std::string_view::npos)
        sources.push_back({"zz.yaml", "pack: test\nversion: 1.0.0\n"});
    return loader::load(sources);
}

/// "3:9 yaml.tab" for each diagnostic, one a line.
inline std::string codes(const Diagnostics& diagnostics) {
    std::string lines;
    for (const Diagnostic& d : diagnostics) {
        if (!lines.empty()) lines += '\n';
        lines +=
            std::to_string(d.at.line) + ":" + std::to_string(d.at.column) + " " + std::string(d.code.text());
    }
    return lines;
}

/// Each diagnostic as a line of a report.
inline std::string report(const Diagnostics& diagnostics) {
    std::string lines;
    for (const Diagnostic& d : diagnostics) lines += to_string(d) + "\n";
    return lines;
}

}  // namespace itr::test
