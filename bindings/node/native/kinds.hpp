// Parameters by their kinds: how each is read from what JavaScript gives, handed to C, and told to
// JavaScript. Every kind has `is_input`, `arguments()`, and read() or result(). What it has of these too is
// called: done() in the thread of the call after it, told() in JavaScript's when that hears of its success.
#pragma once

#include <node_api.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "addon.hpp"
#include "api.hpp"
#include "callbacks.hpp"
#include "library.hpp"
#include "text.hpp"

namespace itr_node {

inline constexpr double max_exact = 9007199254740992.0;  // 2^53

// ---- in

/// A string; null and undefined are the NULL of C.
class Text {
  public:
    static constexpr bool is_input = true;
    bool read(napi_env env, napi_value value) {
        std::size_t size = 0;
        if (napi_get_value_string_utf8(env, value, near_.data(), near_.size(), &size) != napi_ok)
            return read_nothing(env, value);
        data_ = near_.data();
        size_ = size;
        if (size + 4 < near_.size())  // where it was cut, less than a character is left
            return is_faithful(env, value, {data_, size_}) || no_unicode(env);
        auto all = text_of(env, value);
        if (!all) return no_unicode(env);
        far_ = *std::move(all);
        data_ = far_.data();
        size_ = far_.size();
        return true;
    }
    [[nodiscard]] std::tuple<const char*, std::uint64_t> arguments() { return {data_, size_}; }

  private:
    static bool read_nothing(napi_env env, napi_value value) {
        napi_valuetype type = napi_object;
        napi_typeof(env, value, &type);
        return type == napi_null || type == napi_undefined || wrong_type(env, "a string");
    }

    std::array<char, 512> near_;  // most documents fit: one look at the string instead of three
    std::string far_;
    const char* data_ = nullptr;
    std::uint64_t size_ = 0;
};

/// A Uint8Array; null and undefined are the NULL of C. Copied, since the call may be in another thread.
class Bytes {
  public:
    static constexpr bool is_input = true;
    bool read(napi_env env, napi_value value) {
        napi_valuetype type = napi_undefined;
        napi_typeof(env, value, &type);
        if (type == napi_null || type == napi_undefined) return true;
        napi_typedarray_type kind = napi_int8_array;
        std::size_t length = 0;
        void* data = nullptr;
        const bool bytes =
            napi_get_typedarray_info(env, value, &kind, &length, &data, nullptr, nullptr) == napi_ok;
        if (!bytes || kind != napi_uint8_array) return wrong_type(env, "a Uint8Array");
        bytes_.assign(static_cast<const char*>(data), length);
        given_ = true;
        return true;
    }
    [[nodiscard]] std::tuple<const char*, std::uint64_t> arguments() {
        return {given_ ? bytes_.data() : nullptr, bytes_.size()};
    }

  private:
    std::string bytes_;
    bool given_ = false;
};

/// A whole number; Infinity is ITR_NEVER.
template <typename Integer>
class Number {
  public:
    static constexpr bool is_input = true;
    bool read(napi_env env, napi_value value) {
        double given = 0;
        if (napi_get_value_double(env, value, &given) != napi_ok) return wrong_type(env, "a number");
        using Limits = std::numeric_limits<Integer>;
        if (sizeof(Integer) == sizeof(std::int64_t) && std::isinf(given) && given > 0) {
            value_ = Limits::max();
            return true;
        }
        const double least = std::max(static_cast<double>(Limits::min()), -max_exact);
        const double most = std::min(static_cast<double>(Limits::max()), max_exact);
        if (std::trunc(given) != given || given < least || given > most) return out_of_range(env);
        value_ = static_cast<Integer>(given);
        return true;
    }
    [[nodiscard]] std::tuple<Integer> arguments() { return {value_}; }

  private:
    Integer value_ = 0;
};

using Handle = Number<std::uint64_t>;

/// A handle that the call closes.
class ClosedHandle : public Handle {
  public:
    void told(napi_env env) { Addon::of(env).holdings.remove(std::get<0>(arguments())); }
};

/// A function of the host.
template <typename Table>
class Callback {
  public:
    static constexpr bool is_input = true;
    bool read(napi_env env, napi_value value) {
        napi_valuetype type = napi_undefined;
        napi_typeof(env, value, &type);
        if (type != napi_function) return wrong_type(env, "a function");
        napi_ref reference = nullptr;
        napi_create_reference(env, value, 1, &reference);
        kept_ = std::make_unique<Kept>(
            std::make_shared<Callable>(Addon::of(env).mailbox, reference, std::is_same_v<Table, itr_policy>));
        table_ = table_of<Table>(kept_.get());
        return true;
    }
    [[nodiscard]] std::tuple<const Table*> arguments() { return {&table_}; }
    void done(bool accepted) {
        if (accepted) static_cast<void>(kept_.release());
    }

  private:
    std::unique_ptr<Kept> kept_;
    Table table_{};
};

// ---- out

inline napi_value number_of(napi_env env, double value) {
    napi_value made = nullptr;
    napi_create_double(env, value, &made);
    return made;
}

template <typename Integer>
double to_double(Integer value) {
    if (sizeof(Integer) == sizeof(std::int64_t) && value == std::numeric_limits<Integer>::max())
        return std::numeric_limits<double>::infinity();
    return static_cast<double>(value);
}

template <typename Integer>
class OutNumber {
  public:
    static constexpr bool is_input = false;
    [[nodiscard]] std::tuple<Integer*> arguments() { return {&value_}; }
    [[nodiscard]] napi_value result(napi_env env) { return number_of(env, to_double(value_)); }

  private:
    Integer value_ = 0;
};

/// What is to be closed, by the function `close`.
template <Place close>
class OwnedHandle : public OutNumber<std::uint64_t> {
  public:
    [[nodiscard]] napi_value result(napi_env env) {
        Addon::of(env).holdings.add(*std::get<0>(arguments()), close);
        return OutNumber::result(env);
    }
};

class OwnedBytes {
  public:
    OwnedBytes() = default;
    OwnedBytes(const OwnedBytes&) = delete;
    OwnedBytes& operator=(const OwnedBytes&) = delete;
    ~OwnedBytes() {
        if (bytes_.handle != 0) Libraries::get().inside().bytes_free(&bytes_);
    }
    static constexpr bool is_input = false;
    [[nodiscard]] std::tuple<itr_bytes*> arguments() { return {&bytes_}; }
    [[nodiscard]] napi_value result(napi_env env) { return string_of(env, {bytes_.data, bytes_.size}); }

  private:
    itr_bytes bytes_{};
};

template <typename Struct>
class OutStruct {
  public:
    static constexpr bool is_input = false;
    [[nodiscard]] std::tuple<Struct*> arguments() { return {&value_}; }
    [[nodiscard]] napi_value result(napi_env env) {
        napi_value object = nullptr;
        napi_create_object(env, &object);
        for (const Member& member : members_of<Struct>)
            napi_set_named_property(env, object, member.name, number_of(env, read(member)));
        return object;
    }

  private:
    [[nodiscard]] double read(const Member& member) const {
        const char* place = reinterpret_cast<const char*>(&value_) + member.offset;
        if (member.size == sizeof(std::int32_t)) return to_double(at<std::int32_t>(place));
        return to_double(at<std::int64_t>(place));
    }
    template <typename Integer>
    static Integer at(const char* place) {
        Integer value = 0;
        std::memcpy(&value, place, sizeof value);
        return value;
    }

    Struct value_{};
};

}  // namespace itr_node
