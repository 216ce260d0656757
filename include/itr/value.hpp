// The values that tickets, events and expressions hold: the types of CEL without protobuf.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/time.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace itr {

/// An instant as CEL has it: seconds since 1970 and nanoseconds 0..999'999'999 within the second.
struct Timestamp {
    std::int64_t seconds = 0;
    std::int32_t nanos = 0;

    friend constexpr auto operator<=>(Timestamp, Timestamp) = default;
};

/// A length of time as CEL has it; both parts carry the same sign.
struct TimeSpan {
    std::int64_t seconds = 0;
    std::int32_t nanos = 0;

    friend constexpr auto operator<=>(TimeSpan, TimeSpan) = default;
};

enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,           ///< 64 bits, signed
    unsigned_integer,  ///< 64 bits
    floating,          ///< IEEE 754 double
    string,            ///< UTF-8
    bytes,
    timestamp,
    duration,
    list,
    map,
    type,  ///< the type of a value, itself a value: what CEL's type(x) gives
};

/// The name CEL gives the type: "null_type", "bool", "int", "uint", "double", "string", "bytes",
/// "google.protobuf.Timestamp", "google.protobuf.Duration", "list", "map", "type".
[[nodiscard]] ITR_API std::string_view cel_name(Kind kind) noexcept;

/// An immutable value of 16 bytes. Up to 14 bytes of text are held in place; longer text (up to 4 GiB, else
/// std::length_error), lists and maps are shared between copies (counted references), so a copy never
/// allocates. Threads may share values freely.
class ITR_API Value {
  public:
    struct Entry;

    Value() noexcept : Value(Kind::null) {}
    Value(bool v) noexcept : Value(Kind::boolean) { put(v); }          // NOLINT(*-explicit-*): values read
    Value(std::int64_t v) noexcept : Value(Kind::integer) { put(v); }  // NOLINT(*-explicit-*): as literals
    Value(int v) noexcept : Value(static_cast<std::int64_t>(v)) {}     // NOLINT(*-explicit-*)
    Value(std::uint64_t v) noexcept : Value(Kind::unsigned_integer) { put(v); }  // NOLINT(*-explicit-*)
    Value(double v) noexcept : Value(Kind::floating) { put(v); }                 // NOLINT(*-explicit-*)
    Value(Timestamp v) noexcept : Value(Kind::timestamp) { put(v); }             // NOLINT(*-explicit-*)
    Value(TimeSpan v) noexcept : Value(Kind::duration) { put(v); }               // NOLINT(*-explicit-*)
    Value(std::string_view text) : Value(Kind::string) { put_text(text); }       // NOLINT(*-explicit-*)
    Value(const std::string& text) : Value(std::string_view(text)) {}            // NOLINT(*-explicit-*)
    Value(const char* text) : Value(std::string_view(text)) {}                   // NOLINT(*-explicit-*)
    /// A pointer is no truth value.
    template <typename T>
    Value(const T*) = delete;

    [[nodiscard]] static Value bytes(std::string_view raw);
    [[nodiscard]] static Value list(std::vector<Value> items);
    /// Sorts the entries by key (integers and unsigned before booleans before strings, strings in byte
    /// order). Of entries with equal keys the last one stays. Keys are int, uint, bool or string.
    [[nodiscard]] static Value map(std::vector<Entry> entries);
    [[nodiscard]] static Value type(Kind named) noexcept;
    /// The timestamp of a stored instant.
    [[nodiscard]] static Value instant(Instant at) noexcept;
    /// The duration of a stored length of time.
    [[nodiscard]] static Value duration(Duration length) noexcept;

    Value(const Value& other) noexcept {
        std::memcpy(raw_, other.raw_, sizeof raw_);
        if (shared()) retain();
    }
    Value(Value&& other) noexcept {
        std::memcpy(raw_, other.raw_, sizeof raw_);
        std::memset(other.raw_, 0, sizeof other.raw_);
    }
    Value& operator=(const Value& other) noexcept {  // NOLINT(bugprone-unhandled-self-assignment)
        if (other.shared()) other.retain();
        if (shared()) release();
        std::memmove(raw_, other.raw_, sizeof raw_);
        return *this;
    }
    Value& operator=(Value&& other) noexcept {
        if (this == &other) return *this;
        if (shared()) release();
        std::memcpy(raw_, other.raw_, sizeof raw_);
        std::memset(other.raw_, 0, sizeof other.raw_);
        return *this;
    }
    ~Value() {
        if (shared()) release();
    }

    [[nodiscard]] Kind kind() const noexcept { return static_cast<Kind>(raw_[15] & 0x0F); }
    [[nodiscard]] bool is(Kind kind) const noexcept { return this->kind() == kind; }
    [[nodiscard]] bool is_null() const noexcept { return is(Kind::null); }

    // Each of these has its kind as a precondition (asserted).
    [[nodiscard]] bool as_bool() const noexcept { return get<bool>(Kind::boolean); }
    [[nodiscard]] std::int64_t as_int() const noexcept { return get<std::int64_t>(Kind::integer); }
    [[nodiscard]] std::uint64_t as_uint() const noexcept {
        return get<std::uint64_t>(Kind::unsigned_integer);
    }
    [[nodiscard]] double as_double() const noexcept { return get<double>(Kind::floating); }
    [[nodiscard]] Timestamp as_timestamp() const noexcept { return get<Timestamp>(Kind::timestamp); }
    [[nodiscard]] TimeSpan as_duration() const noexcept { return get<TimeSpan>(Kind::duration); }
    [[nodiscard]] Kind as_type() const noexcept { return get<Kind>(Kind::type); }
    /// Of a string or bytes; valid as long as this value lives unchanged.
    [[nodiscard]] std::string_view as_string() const noexcept {
        assert(is(Kind::string) || is(Kind::bytes));
        if (shared()) return shared_text();
        return {reinterpret_cast<const char*>(raw_), raw_[14]};
    }
    [[nodiscard]] std::span<const Value> as_list() const noexcept;
    /// In the order that map() made.
    [[nodiscard]] std::span<const Entry> as_map() const noexcept;

    /// The value under `key` of a map, or null pointer; int and uint keys of equal number are the same key.
    /// O(log n).
    [[nodiscard]] const Value* find_key(const Value& key) const noexcept;
    [[nodiscard]] const Value* find(std::string_view key) const noexcept;

    /// Identity: same kind and same content (NaN is identical to NaN, 1 is not 1.0).
    /// CEL's own `==` compares numbers across kinds; it lives with the expressions.
    friend bool operator==(const Value& a, const Value& b) noexcept {
        // What lies in place is the same exactly when its bytes are: those it does not need are zero.
        return std::memcmp(a.raw_, b.raw_, sizeof raw_) == 0 ||
               (a.shared() && b.shared() && shares_content(a, b));
    }

    /// Bytes of heap that this value keeps alive (shared ones counted in full).
    [[nodiscard]] std::size_t heap_bytes() const noexcept;

  private:
    explicit Value(Kind kind) noexcept { raw_[15] = static_cast<unsigned char>(kind); }

    template <typename T>
    void put(const T& v) noexcept {
        static_assert(sizeof(T) <= 15 || sizeof(T) == sizeof(Timestamp));
        std::memcpy(raw_, &v, payload_size<T>);
    }
    template <typename T>
    [[nodiscard]] T get([[maybe_unused]] Kind expected) const noexcept {
        T v{};
        std::memcpy(static_cast<void*>(&v), raw_, payload_size<T>);
        return v;
    }
    /// Timestamp and TimeSpan have padding behind byte 12, where the kind lives.
    template <typename T>
    static constexpr std::size_t payload_size = sizeof(T) > 12 ? 12 : sizeof(T);

    static constexpr unsigned char shared_bit = 0x80;
    static constexpr std::size_t inline_capacity = 14;

    [[nodiscard]] bool shared() const noexcept { return (raw_[15] & shared_bit) != 0; }
    [[nodiscard]] std::string_view shared_text() const noexcept;
    [[nodiscard]] static bool shares_content(const Value& a, const Value& b) noexcept;
    void put_text(std::string_view text);
    void put_shared(void* block) noexcept;
    [[nodiscard]] void* block() const noexcept;
    void retain() const noexcept;
    void release() noexcept;

    alignas(8) unsigned char raw_[16] = {};
};

/// One pair of a map.
struct Value::Entry {
    Value key;
    Value value;

    friend bool operator==(const Entry&, const Entry&) = default;
};

static_assert(sizeof(Value) == 16);

/// The instant of a timestamp value, floored to the millisecond.
[[nodiscard]] ITR_API Instant to_instant(Timestamp timestamp) noexcept;
[[nodiscard]] ITR_API Timestamp to_timestamp(Instant instant) noexcept;
/// Floored to the millisecond.
[[nodiscard]] ITR_API Duration to_duration(TimeSpan span) noexcept;
[[nodiscard]] ITR_API TimeSpan to_time_span(Duration duration) noexcept;

// ---- canonical JSON: one text for one value, so that texts can be compared and hashed

/// The canonical JSON of a value, appended to `out`: keys in byte order, no blanks, shortest round-trip
/// doubles (always with a '.' or an exponent, so that 1 and 1.0 stay apart). What JSON lacks is an object
/// with one key:
/// {"$time":"2026-03-02T01:00:00Z"}, {"$duration":"1.5s"}, {"$uint":7}, {"$bytes":"hex"},
/// {"$int":"9007199254740993"} (beyond ±(2^53-1)), {"$double":"NaN"}, {"$type":"int"},
/// {"$map":[[key,value],…]} (keys other than strings, or a map that looks like one of these).
ITR_API void append_json(std::string& out, const Value& value);
[[nodiscard]] ITR_API std::string to_json(const Value& value);

/// Appends `text` as a JSON string with its quotes. The text must be valid UTF-8.
ITR_API void append_json_string(std::string& out, std::string_view text);

/// Reads JSON text, with the one-key objects above. Integers beyond int64, invalid UTF-8, U+0000, a key
/// twice, and nesting beyond 64 fail with `json.invalid`; the message gives the byte position.
[[nodiscard]] ITR_API Result<Value> parse_json(std::string_view text);

/// Whether the value may be stored: integers within ±(2^53-1), no NaN or infinity, valid UTF-8 without
/// U+0000, timestamps from min_instant to max_instant, nesting at most 32. Otherwise `value.not_storable`
/// with the reason.
[[nodiscard]] ITR_API Status check_storable(const Value& value);

/// True for well-formed UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] ITR_API bool is_utf8(std::string_view text) noexcept;

}  // namespace itr
