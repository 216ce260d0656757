// Writes canonical JSON piece by piece, without building values first.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace itr {

/// Appends one JSON text to `out`: all of it is there when the text is complete, and not before, since small
/// pieces are gathered first. Keys of an object must come in byte order (asserted): that is what makes it
/// canonical.
class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : out_(out) {}
    JsonWriter(const JsonWriter&) = delete;
    JsonWriter& operator=(const JsonWriter&) = delete;

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }

    JsonWriter& key(std::string_view name) {
        check_order(name);
        separate();
        put_text(name);
        put(':');
        first_ = true;
        return *this;
    }
    /// A name that stands in the program, where nothing needs an escape.
    template <std::size_t Size>
    JsonWriter& key(const char (&name)[Size]) {
        constexpr std::size_t length = Size - 1;
        check_order(name);
        assert(std::string_view(name, length).find_first_of("\"\\") == std::string_view::npos);
        char* at = room(length + 4);
        if (!first_) *at++ = ',';
        *at = '"';
        std::memcpy(at + 1, name, length);
        at[length + 1] = '"';
        at[length + 2] = ':';
        gathered_ = static_cast<std::size_t>(at + length + 3 - near_.data());
        first_ = true;
        return *this;
    }

    JsonWriter& value(const Value& v);
    JsonWriter& text(std::string_view t) {
        separate();
        put_text(t);
        return complete();
    }
    JsonWriter& number(std::int64_t n);
    JsonWriter& boolean(bool b) {
        separate();
        put(b ? std::string_view("true") : std::string_view("false"));
        return complete();
    }
    JsonWriter& instant(Instant at);

    // What has nothing to say is left out.
    template <typename Name>
    JsonWriter& text_if(const Name& name, std::string_view t) {
        return t.empty() ? *this : key(name).text(t);
    }
    template <typename Name>
    JsonWriter& value_if(const Name& name, const Value& v) {
        return v.is_null() ? *this : key(name).value(v);
    }
    template <typename Name>
    JsonWriter& number_if(const Name& name, std::int64_t n) {
        return n == 0 ? *this : key(name).number(n);
    }
    template <typename Name>
    JsonWriter& instant_if(const Name& name, Instant at) {
        return at == never ? *this : key(name).instant(at);
    }
    template <typename Name>
    JsonWriter& flag(const Name& name, bool b) {
        return b ? key(name).boolean(true) : *this;
    }

  private:
    void check_order([[maybe_unused]] std::string_view name) {
#ifndef NDEBUG
        assert(last_key_.empty() || last_key_.back() < name);
        if (!last_key_.empty()) last_key_.back() = std::string(name);
#endif
    }
    JsonWriter& open(char bracket) {
        separate();
        put(bracket);
        first_ = true;
        ++depth_;
#ifndef NDEBUG
        last_key_.emplace_back();
#endif
        return *this;
    }
    JsonWriter& close(char bracket) {
        put(bracket);
        first_ = false;
        --depth_;
#ifndef NDEBUG
        last_key_.pop_back();
#endif
        return complete();
    }
    void separate() {
        if (!first_) put(',');
        first_ = false;
    }
    JsonWriter& complete() {
        if (depth_ == 0) hand_over();
        return *this;
    }

    void put(char c) { *room(1) = c, ++gathered_; }
    void put(std::string_view piece);
    void put_text(std::string_view text);  ///< quoted and escaped
    /// For so many bytes, at most all that can be gathered.
    [[nodiscard]] char* room(std::size_t bytes) {
        if (near_.size() - gathered_ < bytes) hand_over();
        return near_.data() + gathered_;
    }
    void hand_over() {
        out_.append(near_.data(), gathered_);
        gathered_ = 0;
    }

    std::string& out_;
    std::size_t gathered_ = 0;
    std::size_t depth_ = 0;
    bool first_ = true;
    std::array<char, 1024> near_;
#ifndef NDEBUG
    std::vector<std::string> last_key_;
#endif
};

}  // namespace itr
