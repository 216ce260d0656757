#include "cli/words.hpp"

#include <fmt/format.h>

namespace itr::cli {

std::string words(Instant at) { return at == never ? std::string("never") : to_string(at); }

std::string words(const Value& value) {
    switch (value.kind()) {
        case Kind::string: return std::string(value.as_string());
        case Kind::timestamp: return words(to_instant(value.as_timestamp()));
        case Kind::duration: return to_string(to_duration(value.as_duration()));
        default: return to_json(value);
    }
}

std::string words(std::size_t part, std::size_t whole) {
    if (whole == 0) return std::to_string(part);
    const std::size_t hundredths = (part * 10'000 + whole / 2) / whole;
    return fmt::format("{} ({}.{:02} %)", part, hundredths / 100, hundredths % 100);
}

}  // namespace itr::cli
