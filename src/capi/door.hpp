// The one door: every function of itr.h goes through it, so that no exception, no misuse and no half-written
// output leaves the library.
#pragma once

#include <itr/itr.h>

#include <cstdint>
#include <itr/command.hpp>
#include <itr/diagnostic.hpp>
#include <itr/document.hpp>
#include <itr/ids.hpp>
#include <itr/result.hpp>
#include <itr/value.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "capi/handles.hpp"

namespace itr::capi {

/// What is thrown on the way to the door, and becomes a status and an itr_error there.
struct Failure {
    itr_status status = ITR_INTERNAL;
    Error error;
    Diagnostics diagnostics{};
};

[[noreturn]] void refuse(itr_status status, Code code, std::string message);
/// The status follows from the code.
[[noreturn]] void refuse(const Error& error);

template <typename T>
[[nodiscard]] T value_of(Result<T> result) {
    if (!result) refuse(result.error());
    return *std::move(result);
}
inline void check(const Status& status) {
    if (!status) refuse(status.error());
}

// ---- callbacks

/// While one lives, this thread is inside a callback of the host.
class InCallback {
  public:
    InCallback() noexcept;
    InCallback(const InCallback&) = delete;
    InCallback& operator=(const InCallback&) = delete;
    ~InCallback();
};
void refuse_in_callback();

/// Calls back; what a host in C++ throws ends here.
template <typename Call>
void contain(Call call) noexcept {
    const InCallback inside;
    try {
        call();
    } catch (...) {  // NOLINT(bugprone-empty-catch): there is nobody to tell
    }
}
/// Of a table of callbacks, that nothing refers to it any more.
template <typename Table>
void release(const Table& table) noexcept {
    if (table.release != nullptr) contain([&] { table.release(table.user_data); });
}

// ---- the door

/// Writes the exception in hand to `err`, if there is one to write to.
[[nodiscard]] itr_status tell_exception(itr_error* err) noexcept;

/// Runs the body; also from within callbacks.
template <typename Body>
[[nodiscard]] itr_status side_door(itr_error* err, Body&& body) noexcept {
    if (err != nullptr) *err = 0;
    try {
        std::forward<Body>(body)();
        return ITR_OK;
    } catch (...) {
        return tell_exception(err);
    }
}

template <typename Body>
[[nodiscard]] itr_status door(itr_error* err, Body&& body) noexcept {
    return side_door(err, [&] {
        refuse_in_callback();
        std::forward<Body>(body)();
    });
}

[[noreturn]] void refuse_no_place();

/// Where a function writes what it returns: not NULL, and zero until the function succeeds.
template <typename T>
[[nodiscard]] T& output(T* out) {
    if (out == nullptr) refuse_no_place();
    *out = T{};
    return *out;
}

/// door() of a function that returns something: the body gets the place for it.
template <typename T, typename Body>
[[nodiscard]] itr_status door(itr_error* err, T* out, Body&& body) noexcept {
    return side_door(err, [&] {
        T& result = output(out);
        refuse_in_callback();
        std::forward<Body>(body)(result);
    });
}

// ---- what is given

/// Checks pointer, length and encoding. `what` names the argument.
[[nodiscard]] std::string_view text(std::string_view what, const char* data, std::uint64_t size,
                                    std::uint64_t most = ITR_MAX_DOCUMENT_BYTES);
/// The same without U+0000: for what is told again in messages, and for paths, which would end there.
[[nodiscard]] std::string_view plain_text(std::string_view what, const char* data, std::uint64_t size,
                                          std::uint64_t most = ITR_MAX_DOCUMENT_BYTES);
/// A name: 1 to ITR_MAX_NAME_BYTES bytes without control characters.
[[nodiscard]] std::string name(std::string_view what, const char* data, std::uint64_t size);
/// Bytes, of any kind.
[[nodiscard]] std::string_view bytes(std::string_view what, const char* data, std::uint64_t size);
/// A JSON document; where none need be given, an empty one for size 0.
[[nodiscard]] Value json(std::string_view what, const char* data, std::uint64_t size);
[[nodiscard]] Value json_or_empty(std::string_view what, const char* data, std::uint64_t size);

[[nodiscard]] Instant instant(std::string_view what, std::int64_t ms);
[[nodiscard]] std::int64_t in_range(std::string_view what, std::int64_t n, std::int64_t least,
                                    std::int64_t most);

// ---- what is held

/// Which kind of handle stands for a type; specialised in capi/objects.hpp.
template <typename T>
inline constexpr Held held_as{};

[[noreturn]] void refuse_handle(Held wanted, std::uint64_t handle, Invalid why);

template <typename T>
[[nodiscard]] std::shared_ptr<T> held(std::uint64_t handle) {
    auto found = handles().find(held_as<T>, handle);
    if (const auto* why = std::get_if<Invalid>(&found)) refuse_handle(held_as<T>, handle, *why);
    return std::static_pointer_cast<T>(std::get<Handles::Object>(std::move(found)));
}
template <typename T>
void close(std::uint64_t handle) {
    auto taken = handles().take(held_as<T>, handle);
    if (const auto* why = std::get_if<Invalid>(&taken)) refuse_handle(held_as<T>, handle, *why);
}
template <typename T>
[[nodiscard]] std::uint64_t hold(std::shared_ptr<T> object) {
    return handles().add(held_as<T>, std::move(object));
}

// ---- what is returned

void give(itr_bytes& out, std::string text);
/// With the member `v`.
void give(itr_bytes& out, const Value& document);

}  // namespace itr::capi
