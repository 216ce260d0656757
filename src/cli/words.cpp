#include "cli/words.hpp"

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

}  // namespace itr::cli
