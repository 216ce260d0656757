// Writes canonical JSON piece by piece, without building values first.
#pragma once

#include <cassert>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <string>
#include <string_view>

namespace itr {

/// Appends one JSON text to `out`. Keys of an object must come in byte order (asserted): that is what makes
/// it canonical.
class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }

    JsonWriter& key(std::string_view name) {
        separate();
#ifndef NDEBUG
        assert(last_key_.empty() || last_key_.back() < name);
        if (!last_key_.empty()) last_key_.back() = std::string(name);
#endif
        append_json_string(out_, name);
        out_.push_back(':');
        first_ = true;
        return *this;
    }

    JsonWriter& value(const Value& v) {
        separate();
        append_json(out_, v);
        return *this;
    }
    JsonWriter& text(std::string_view t) {
        separate();
        append_json_string(out_, t);
        return *this;
    }
    JsonWriter& number(std::int64_t n) { return value(Value(n)); }
    JsonWriter& boolean(bool b) {
        separate();
        out_.append(b ? "true" : "false");
        return *this;
    }
    JsonWriter& instant(Instant at) { return text(to_string(at)); }

    // What has nothing to say is left out.
    JsonWriter& text_if(std::string_view name, std::string_view t) {
        return t.empty() ? *this : key(name).text(t);
    }
    JsonWriter& value_if(std::string_view name, const Value& v) {
        return v.is_null() ? *this : key(name).value(v);
    }
    JsonWriter& number_if(std::string_view name, std::int64_t n) {
        return n == 0 ? *this : key(name).number(n);
    }
    JsonWriter& instant_if(std::string_view name, Instant at) {
        return at == never ? *this : key(name).instant(at);
    }
    JsonWriter& flag(std::string_view name, bool b) { return b ? key(name).boolean(true) : *this; }

  private:
    JsonWriter& open(char bracket) {
        separate();
        out_.push_back(bracket);
        first_ = true;
#ifndef NDEBUG
        last_key_.emplace_back();
#endif
        return *this;
    }
    JsonWriter& close(char bracket) {
        out_.push_back(bracket);
        first_ = false;
#ifndef NDEBUG
        last_key_.pop_back();
#endif
        return *this;
    }
    void separate() {
        if (!first_) out_.push_back(',');
        first_ = false;
    }

    std::string& out_;
    bool first_ = true;
#ifndef NDEBUG
    std::vector<std::string> last_key_;
#endif
};

}  // namespace itr
