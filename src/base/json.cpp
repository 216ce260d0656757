#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <itr/value.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/codes.hpp"
#include "base/json_pieces.hpp"
#include "base/text.hpp"

namespace itr {
namespace {

constexpr std::size_t max_parse_depth = 64;
constexpr std::size_t max_stored_depth = 32;

// ---- writing

void append_integer(std::string& out, std::int64_t v) {
    std::array<char, 24> buffer;
    out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), v).ptr);
}

void append_unsigned(std::string& out, std::uint64_t v) {
    std::array<char, 24> buffer;
    out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), v).ptr);
}

/// The shortest digits that read back as the same double, kept apart from integers by '.' or an exponent.
void append_finite(std::string& out, double v) {
    std::array<char, 40> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v).ptr;
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    out.append(digits);
    if (digits.find_first_of(".e") == std::string_view::npos) out.append(".0");
}

template <typename Write>
void append_tagged(std::string& out, std::string_view tag, Write write) {
    out.append("{\"$").append(tag).append("\":");
    write();
    out.push_back('}');
}

void append_double(std::string& out, double v) {
    if (std::isfinite(v)) return append_finite(out, v);
    const char* name = std::isnan(v) ? "\"NaN\"" : v > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    append_tagged(out, "double", [&] { out.append(name); });
}

void append_list(std::string& out, std::span<const Value> items) {
    out.push_back('[');
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_json(out, items[i]);
    }
    out.push_back(']');
}

bool plain_object(std::span<const Value::Entry> entries) {
    for (const auto& e : entries)
        if (!e.key.is(Kind::string)) return false;
    return !(entries.size() == 1 && entries[0].key.as_string().starts_with('$'));
}

void append_pairs(std::string& out, std::span<const Value::Entry> entries) {
    out.push_back('[');
    for (std::size_t i = 0; i < entries.size(); ++i) {
        out.append(i > 0 ? ",[" : "[");
        append_json(out, entries[i].key);
        out.push_back(',');
        append_json(out, entries[i].value);
        out.push_back(']');
    }
    out.push_back(']');
}

void append_map(std::string& out, std::span<const Value::Entry> entries) {
    if (!plain_object(entries)) return append_tagged(out, "map", [&] { append_pairs(out, entries); });
    out.push_back('{');
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_json_string(out, entries[i].key.as_string());
        out.push_back(':');
        append_json(out, entries[i].value);
    }
    out.push_back('}');
}

// ---- reading

Result<Value> untag_number(std::string_view tag, std::string_view text) {
    if (tag == "$double") {
        if (text == "NaN") return Value(std::nan(""));
        if (text == "Infinity") return Value(HUGE_VAL);
        if (text == "-Infinity") return Value(-HUGE_VAL);
    } else if (std::int64_t v = 0; text::read_whole(text, v)) {
        return Value(v);
    }
    return fail(json_invalid, fmt::format("expected a number under {}, but found '{}'", tag, text));
}

Result<Value> untag_type(std::string_view name) {
    for (int k = 0; k <= static_cast<int>(Kind::type); ++k)
        if (cel_name(static_cast<Kind>(k)) == name) return Value::type(static_cast<Kind>(k));
    return fail(json_invalid, fmt::format("expected the name of a type, but found '{}'", name));
}

Result<Value> untag_pairs(std::span<const Value> pairs) {
    std::vector<Value::Entry> entries;
    for (const Value& pair : pairs) {
        if (!pair.is(Kind::list) || pair.as_list().size() != 2)
            return fail(json_invalid, "expected [key, value] pairs under $map");
        entries.push_back({pair.as_list()[0], pair.as_list()[1]});
    }
    return Value::map(std::move(entries));
}

/// Turns {"$time": "…"} and its kin back into what they stand for; any other map is itself.
Result<Value> untag(Value map) {
    const auto entries = map.as_map();
    if (entries.size() != 1 || !entries[0].key.as_string().starts_with('$')) return map;
    const std::string tag(entries[0].key.as_string());
    const Value& inner = entries[0].value;
    if (tag == "$map" && inner.is(Kind::list)) return untag_pairs(inner.as_list());
    if (tag == "$uint" && inner.is(Kind::unsigned_integer)) return inner;
    if (tag == "$uint" && inner.is(Kind::integer) && inner.as_int() >= 0)
        return Value(static_cast<std::uint64_t>(inner.as_int()));
    if (!inner.is(Kind::string)) return fail(json_invalid, fmt::format("a key '{}' of an unknown form", tag));
    const std::string_view text = inner.as_string();
    if (tag == "$time") return text::read_timestamp(text).map([](Timestamp t) { return Value(t); });
    if (tag == "$duration") return text::read_time_span(text).map([](TimeSpan s) { return Value(s); });
    if (tag == "$bytes")
        return text::read_hex(text).map([](const std::string& raw) { return Value::bytes(raw); });
    if (tag == "$type") return untag_type(text);
    if (tag == "$int" || tag == "$double") return untag_number(tag, text);
    return fail(json_invalid,
                fmt::format("an object with the single key '{}', which stands for no kind of value", tag));
}

/// Builds a Value from the parser's events, with its own limits: depth, duplicate keys, U+0000, integer
/// range.
class ValueBuilder final : public nlohmann::json_sax<nlohmann::json> {
  public:
    /// For a value that lies within `outer` levels already.
    explicit ValueBuilder(std::size_t outer = 0) : outer_(outer) {}

    bool null() override { return add(Value()); }
    bool boolean(bool v) override { return add(Value(v)); }
    bool number_integer(number_integer_t v) override { return add(Value(static_cast<std::int64_t>(v))); }
    bool number_unsigned(number_unsigned_t v) override {
        // Only under {"$uint": …} may a number be beyond int64: remembered as such, checked when the object
        // closes.
        if (v <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return add(Value(static_cast<std::int64_t>(v)));
        if (open_.empty() || !open_.back().is_object || last_key().as_string() != "$uint")
            return refuse("an integer beyond 64 bits");
        return add(Value(static_cast<std::uint64_t>(v)));
    }
    bool number_float(number_float_t v, const string_t& digits) override {
        if (digits.find_first_of(".eE") == string_t::npos) return refuse("an integer beyond 64 bits");
        return std::isfinite(v) ? add(Value(v)) : refuse("a number beyond the range of a double");
    }
    bool string(string_t& v) override {
        return v.find('\0') == string_t::npos ? add(Value(v)) : refuse("U+0000 in a string");
    }
    bool binary(binary_t&) override { return refuse("binary data"); }
    bool start_object(std::size_t) override { return open(true); }
    bool start_array(std::size_t) override { return open(false); }
    bool key(string_t& v) override {
        if (v.find('\0') != string_t::npos) return refuse("U+0000 in a key");
        open_.back().entries.push_back({Value(v), Value()});
        return true;
    }
    bool end_object() override {
        Level level = close();
        const std::size_t given = level.entries.size();
        Value map = Value::map(std::move(level.entries));
        if (map.as_map().size() != given) return refuse("the same key twice in one object");
        auto value = untag(std::move(map));
        if (!value) return refuse(value.error().message);
        return add(*std::move(value));
    }
    bool end_array() override { return add(Value::list(close().items)); }
    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::detail::exception&) override {
        problem_ = fmt::format("not well-formed JSON at byte {}", position);
        return false;
    }

    [[nodiscard]] const std::string& problem() const { return problem_; }
    /// All that was begun has ended.
    [[nodiscard]] bool complete() const { return open_.empty(); }
    [[nodiscard]] Value take() { return std::move(result_); }

  private:
    struct Level {
        bool is_object;
        std::vector<Value> items;
        std::vector<Value::Entry> entries;  ///< the last one without its value yet, once its key was read
    };

    bool refuse(std::string why) {
        problem_ = std::move(why);
        return false;
    }
    [[nodiscard]] const Value& last_key() const { return open_.back().entries.back().key; }
    bool open(bool is_object) {
        if (open_.size() + outer_ == max_parse_depth)
            return refuse(fmt::format("nesting beyond {} levels", max_parse_depth));
        open_.push_back({is_object, {}, {}});
        return true;
    }
    Level close() {
        Level level = std::move(open_.back());
        open_.pop_back();
        return level;
    }
    bool add(Value v) {
        if (open_.empty())
            result_ = std::move(v);
        else if (open_.back().is_object)
            open_.back().entries.back().value = std::move(v);
        else
            open_.back().items.push_back(std::move(v));
        return true;
    }

    std::size_t outer_;
    std::vector<Level> open_;
    Value result_;
    std::string problem_;
};

/// Hands the parser's events on, and builds what is wanted as a whole.
class Pieces final : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit Pieces(JsonPieces& to) : to_(to) {}

    bool null() override { return whole_ ? whole_->null() : to_.value(Value()); }
    bool boolean(bool v) override { return whole_ ? whole_->boolean(v) : to_.value(Value(v)); }
    bool number_integer(number_integer_t v) override {
        return whole_ ? whole_->number_integer(v) : to_.value(Value(static_cast<std::int64_t>(v)));
    }
    bool number_unsigned(number_unsigned_t v) override {
        if (whole_) return whole_->number_unsigned(v);
        return v <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) &&
               to_.value(Value(static_cast<std::int64_t>(v)));
    }
    bool number_float(number_float_t v, const string_t& digits) override {
        if (whole_) return whole_->number_float(v, digits);
        return digits.find_first_of(".eE") != string_t::npos && std::isfinite(v) && to_.value(Value(v));
    }
    bool string(string_t& v) override {
        return whole_ ? whole_->string(v) : v.find('\0') == string_t::npos && to_.text(v);
    }
    bool binary(binary_t& /*v*/) override { return false; }
    bool key(string_t& v) override {
        return whole_ ? whole_->key(v) : v.find('\0') == string_t::npos && to_.key(v);
    }
    bool start_object(std::size_t size) override {
        return begin(true) && (!whole_ || whole_->start_object(size));
    }
    bool start_array(std::size_t size) override {
        return begin(false) && (!whole_ || whole_->start_array(size));
    }
    bool end_object() override { return whole_ ? whole_->end_object() && ended() : close(); }
    bool end_array() override { return whole_ ? whole_->end_array() && ended() : close(); }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*fault*/) override {
        return false;
    }

  private:
    bool begin(bool object) {
        if (whole_) return true;
        const auto wanted = to_.begin(object);
        if (wanted == JsonPieces::Take::whole) whole_.emplace(depth_);
        if (wanted == JsonPieces::Take::parts) ++depth_;
        return wanted != JsonPieces::Take::nothing && depth_ <= max_parse_depth;
    }
    bool close() {
        --depth_;
        return to_.end();
    }
    /// Something within the whole, or the whole.
    bool ended() {
        if (!whole_->complete()) return true;
        Value value = whole_->take();
        whole_.reset();
        return to_.value(std::move(value));
    }

    JsonPieces& to_;
    std::size_t depth_ = 0;  ///< of what is taken in parts
    std::optional<ValueBuilder> whole_;
};

Status check_text(std::string_view text) {
    if (text::is_storable(text)) return {};
    return fail(value_not_storable,
                is_utf8(text) ? "a string with U+0000" : "a string that is not valid UTF-8");
}

Status check_stored(const Value& value, std::size_t depth) {
    if (depth > max_stored_depth)
        return fail(value_not_storable, fmt::format("nesting beyond {} levels", max_stored_depth));
    switch (value.kind()) {
        case Kind::integer:
            if (std::abs(static_cast<double>(value.as_int())) > static_cast<double>(text::max_json_integer))
                return fail(value_not_storable,
                            fmt::format("the integer {}, beyond ±(2^53-1)", value.as_int()));
            return {};
        case Kind::unsigned_integer:
            if (value.as_uint() > static_cast<std::uint64_t>(text::max_json_integer))
                return fail(value_not_storable,
                            fmt::format("the integer {}, beyond 2^53-1", value.as_uint()));
            return {};
        case Kind::floating:
            if (!std::isfinite(value.as_double())) return fail(value_not_storable, "NaN or an infinity");
            return {};
        case Kind::timestamp: {
            const Instant at = to_instant(value.as_timestamp());
            if (at < min_instant || at > max_instant)
                return fail(value_not_storable, "a timestamp out of range");
            return {};
        }
        case Kind::string: return check_text(value.as_string());
        case Kind::list:
            for (const Value& item : value.as_list())
                if (auto ok = check_stored(item, depth + 1); !ok) return ok;
            return {};
        case Kind::map:
            for (const auto& [key, item] : value.as_map()) {
                if (auto ok = check_stored(key, depth + 1); !ok) return ok;
                if (auto ok = check_stored(item, depth + 1); !ok) return ok;
            }
            return {};
        default: return {};
    }
}

}  // namespace

namespace {

bool needs_escape(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
    static constexpr char hex[] = "0123456789abcdef";
    switch (c) {
        case '"':
        case '\\': out.append({'\\', c}); return;
        case '\n': out.append("\\n"); return;
        case '\t': out.append("\\t"); return;
        case '\r': out.append("\\r"); return;
        default:
            const auto byte = static_cast<unsigned char>(c);
            out.append({'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]});
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    if (text::is_plain_json(text)) {
        out.append(text).push_back('"');
        return;
    }
    while (true) {
        const auto plain = static_cast<std::size_t>(std::ranges::find_if(text, needs_escape) - text.begin());
        out.append(text.data(), plain);
        if (plain == text.size()) break;
        append_escaped(out, text[plain]);
        text.remove_prefix(plain + 1);
    }
    out.push_back('"');
}

void append_json(std::string& out, const Value& value) {
    switch (value.kind()) {
        case Kind::null: out.append("null"); return;
        case Kind::boolean: out.append(value.as_bool() ? "true" : "false"); return;
        case Kind::integer:
            if (const auto v = value.as_int(); v >= -text::max_json_integer && v <= text::max_json_integer)
                return append_integer(out, v);
            return append_tagged(out, "int", [&] {
                out.push_back('"');
                append_integer(out, value.as_int());
                out.push_back('"');
            });
        case Kind::unsigned_integer:
            return append_tagged(out, "uint", [&] { append_unsigned(out, value.as_uint()); });
        case Kind::floating: return append_double(out, value.as_double());
        case Kind::string: return append_json_string(out, value.as_string());
        case Kind::bytes:
            return append_tagged(out, "bytes",
                                 [&] { append_json_string(out, text::to_hex(value.as_string())); });
        case Kind::timestamp:
            return append_tagged(out, "time",
                                 [&] { append_json_string(out, text::write(value.as_timestamp())); });
        case Kind::duration:
            return append_tagged(out, "duration",
                                 [&] { append_json_string(out, text::write(value.as_duration())); });
        case Kind::list: return append_list(out, value.as_list());
        case Kind::map: return append_map(out, value.as_map());
        case Kind::type:
            return append_tagged(out, "type", [&] { append_json_string(out, cel_name(value.as_type())); });
    }
}

std::string to_json(const Value& value) {
    std::string out;
    append_json(out, value);
    return out;
}

Result<Value> parse_json(std::string_view text) {
    ValueBuilder builder;
    if (!nlohmann::json::sax_parse(text, &builder)) return fail(json_invalid, builder.problem());
    return builder.take();
}

bool read_json(std::string_view text, JsonPieces& to) {
    Pieces pieces(to);
    return nlohmann::json::sax_parse(text, &pieces);
}

Status check_storable(const Value& value) { return check_stored(value, 0); }

}  // namespace itr
