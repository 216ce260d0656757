#include "base/json_writer.hpp"

#include <charconv>
#include <cstring>

#include "base/text.hpp"

namespace itr {

void JsonWriter::put(std::string_view piece) {
    std::memcpy(room(piece.size()), piece.data(), piece.size());
    gathered_ += piece.size();
}

void JsonWriter::put_text(std::string_view text) {
    if (text.size() + 2 > near_.size() || !text::is_plain_json(text)) {
        hand_over();
        return append_json_string(out_, text);
    }
    char* at = room(text.size() + 2);
    *at++ = '"';
    if (!text.empty()) std::memcpy(at, text.data(), text.size());  // an empty view may point nowhere
    at[text.size()] = '"';
    gathered_ += text.size() + 2;
}

JsonWriter& JsonWriter::value(const Value& v) {
    if (v.is(Kind::string)) return text(v.as_string());
    separate();
    hand_over();
    append_json(out_, v);
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t n) {
    if (n < -text::max_json_integer || n > text::max_json_integer) return value(Value(n));
    separate();
    constexpr std::size_t most = 20;
    char* at = room(most);
    gathered_ += static_cast<std::size_t>(std::to_chars(at, at + most, n).ptr - at);
    return complete();
}

JsonWriter& JsonWriter::instant(Instant when) {
    if (when == never) return text(to_string(when));
    separate();
    char* at = room(text::max_timestamp_bytes + 2);
    *at = '"';
    char* end = text::write_to(at + 1, to_timestamp(when));
    *end++ = '"';
    gathered_ += static_cast<std::size_t>(end - at);
    return complete();
}

}  // namespace itr
