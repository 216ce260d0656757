// Exports in memory.
#pragma once

#include <doctest/doctest.h>

#include <itr/care.hpp>
#include <string>

namespace itr::test {

inline std::string exported(store::Store& store) {
    std::string text;
    const auto counts = care::export_store(store, {}, [&](std::string_view line) {
        text += line;
        return Status();
    });
    REQUIRE_MESSAGE(counts.has_value(), (counts ? "" : counts.error().message));
    return text;
}

inline care::ReadLine lines_of(const std::string& text) {
    return [&text, at = std::size_t{0}](std::string& line) mutable -> Result<bool> {
        if (at >= text.size()) return false;
        const std::size_t end = std::min(text.find('\n', at), text.size());
        line = text.substr(at, end - at);
        at = end + 1;
        return true;
    };
}

inline Result<care::Counts> import_into(store::Store& store, const std::string& text) {
    return care::import_store(store, lines_of(text));
}

}  // namespace itr::test
