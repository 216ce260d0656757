#include "base/json_writer.hpp"

#include <charconv>
#include <cstring>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace itr {
namespace {

template <typename Word>
void copy(char* to, const char* from) noexcept {
    std::memcpy(to, from, sizeof(Word));
}

/// Copies a text; false where something in it needs an escape. Names and values are short: what is looked at
/// and copied is whole words, and the last one may overlap the one before.
bool copy_plain(char* to, std::string_view text) noexcept {
    constexpr std::size_t step = sizeof(std::uint64_t), half = sizeof(std::uint32_t);
    const char* from = text.data();
    const std::size_t size = text.size();
    if (size < step) {
        if (size == 0) return true;
        if (!bytes::are_plain_json(bytes::load_few(from, size, ' '))) return false;
        if (size >= half) {
            copy<std::uint32_t>(to, from);
            copy<std::uint32_t>(to + size - half, from + size - half);
        } else {
            to[0] = from[0];
            to[size / 2] = from[size / 2];
            to[size - 1] = from[size - 1];
        }
        return true;
    }
    for (std::size_t i = 0; i + step <= size; i += step) {
        if (!bytes::are_plain_json(bytes::load<std::uint64_t>(from + i))) return false;
        copy<std::uint64_t>(to + i, from + i);
    }
    copy<std::uint64_t>(to + size - step, from + size - step);
    return bytes::are_plain_json(bytes::load<std::uint64_t>(from + size - step));
}

}  // namespace

void JsonWriter::put(std::string_view piece) {
    std::memcpy(room(piece.size()), piece.data(), piece.size());
    gathered_ += piece.size();
}

void JsonWriter::put_text(std::string_view text) {
    if (text.size() + 2 <= near_.size()) {
        char* at = room(text.size() + 2);
        at[0] = '"';
        if (copy_plain(at + 1, text)) {
            at[text.size() + 1] = '"';
            gathered_ += text.size() + 2;
            return;
        }
    }
    hand_over();
    append_json_string(out_, text);
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
