#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <itr/diagnostic.hpp>
#include <itr/version.hpp>
#include <tuple>

#define ITR_TEXT_OF(x) #x
#define ITR_TEXT(x) ITR_TEXT_OF(x)

namespace itr {

const char* version() noexcept {
    return ITR_TEXT(ITR_VERSION_MAJOR) "." ITR_TEXT(ITR_VERSION_MINOR) "." ITR_TEXT(ITR_VERSION_PATCH);
}

Location TextLocation::of(std::string_view text, std::uint32_t offset) const {
    Location place = *this;
    if (line == 0) return place;
    if (runs != nullptr) {
        const auto next = std::ranges::upper_bound(*runs, offset, {}, &TextRun::offset);
        if (next == runs->begin()) return place;
        const TextRun& run = *std::prev(next);
        place.line = run.line;
        place.column = run.column + std::min(offset - run.offset, run.bytes);
        return place;
    }
    for (const char c : text.substr(0, offset)) {
        ++place.column;
        if (c != '\n') continue;
        ++place.line;
        place.column = column;
    }
    return place;
}

bool has_errors(const Diagnostics& diagnostics) noexcept {
    return std::ranges::any_of(diagnostics,
                               [](const Diagnostic& d) { return d.severity == Severity::error; });
}

void sort_diagnostics(Diagnostics& diagnostics) {
    const auto key = [](const Diagnostic& d) {
        return std::make_tuple(std::string_view(d.at.file), d.at.line, d.at.column, d.code.text(),
                               std::string_view(d.message));
    };
    std::ranges::stable_sort(diagnostics, {}, key);
}

const char* to_string(Severity severity) noexcept {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "note";
    }
    return "";
}

std::string to_string(const Diagnostic& d) {
    std::string where = d.at.file.empty() ? "<pack>" : d.at.file;
    if (d.at.line > 0) where += fmt::format(":{}:{}", d.at.line, d.at.column);
    std::string line = fmt::format("{}: {}[{}]: {}", where, to_string(d.severity), d.code.text(), d.message);
    if (!d.hint.empty()) line += fmt::format(" ({})", d.hint);
    return line;
}

}  // namespace itr
