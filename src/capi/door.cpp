#include "capi/door.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>

#include "capi/codes.hpp"
#include "capi/objects.hpp"

namespace itr::capi {
namespace {

int& callback_depth() noexcept {
    thread_local int depth = 0;
    return depth;
}

bool begins(std::string_view code, std::string_view subject) {
    return code.substr(0, subject.size()) == subject;
}

itr_status status_of(std::string_view code) {
    if (code == "ticket.unknown" || code == "capi.unknown_name") return ITR_NOT_FOUND;
    if (code == "engine.not_permitted") return ITR_REJECTED;
    if (code == "store.invalid") return ITR_INVALID;
    if (begins(code, "store.") || begins(code, "engine.") || begins(code, "journal.") ||
        begins(code, "zones."))
        return ITR_FAILED;
    return ITR_INVALID;
}

itr_status tell(itr_error* err, Failure failure) {
    const itr_status status = failure.status;
    if (err != nullptr) *err = hold(std::make_shared<Failure>(std::move(failure)));
    return status;
}

itr_status tell_in_hand(itr_error* err) {
    try {
        throw;
    } catch (Failure& failure) {
        return tell(err, std::move(failure));
    } catch (const std::bad_alloc&) {
        return tell(err,
                    {ITR_INTERNAL, {capi_internal, "expected enough memory, but there is none left"}, {}});
    } catch (const std::exception& fault) {
        return tell(
            err,
            {ITR_INTERNAL, {capi_internal, fmt::format("a fault of the library: {}", fault.what())}, {}});
    }
}

}  // namespace

void refuse(itr_status status, Code code, std::string message) {
    throw Failure{status, {code, std::move(message)}, {}};
}

void refuse(const Error& error) { throw Failure{status_of(error.code.text()), error, {}}; }

InCallback::InCallback() noexcept { ++callback_depth(); }
InCallback::~InCallback() { --callback_depth(); }

void refuse_in_callback() {
    if (callback_depth() > 0)
        refuse(ITR_MISUSE, capi_reentrant,
               "expected a call from outside, but this thread is inside a callback of the library");
}

itr_status tell_exception(itr_error* err) noexcept {
    try {
        return tell_in_hand(err);
    } catch (...) {
        return ITR_INTERNAL;  // not even memory for the error
    }
}

void refuse_no_place() { refuse(ITR_MISUSE, capi_null, "expected a place for the result, but found NULL"); }

std::string_view bytes(std::string_view what, const char* data, std::uint64_t size) {
    if (size > ITR_MAX_DOCUMENT_BYTES)
        refuse(
            ITR_MISUSE, capi_too_long,
            fmt::format("expected at most {} bytes of {}, but found {}", ITR_MAX_DOCUMENT_BYTES, what, size));
    if (data == nullptr && size > 0)
        refuse(ITR_MISUSE, capi_null, fmt::format("expected {} of {} bytes, but found NULL", what, size));
    return data == nullptr ? std::string_view() : std::string_view(data, static_cast<std::size_t>(size));
}

std::string_view text(std::string_view what, const char* data, std::uint64_t size, std::uint64_t most) {
    if (size > most)
        refuse(ITR_MISUSE, capi_too_long,
               fmt::format("expected at most {} bytes of {}, but found {}", most, what, size));
    const std::string_view given = bytes(what, data, size);
    if (!is_utf8(given))
        refuse(ITR_MISUSE, capi_not_utf8, fmt::format("expected {} in UTF-8, but it is not", what));
    return given;
}

std::string_view plain_text(std::string_view what, const char* data, std::uint64_t size, std::uint64_t most) {
    const std::string_view given = text(what, data, size, most);
    if (given.find('\0') != std::string_view::npos)
        refuse(ITR_MISUSE, capi_not_utf8, fmt::format("expected {} without U+0000, but it holds one", what));
    return given;
}

std::string name(std::string_view what, const char* data, std::uint64_t size) {
    const std::string_view given = text(what, data, size, ITR_MAX_NAME_BYTES);
    check(check_name(what, given));
    return std::string(given);
}

Value json(std::string_view what, const char* data, std::uint64_t size) {
    auto read = parse_json(text(what, data, size));
    if (!read) refuse({read.error().code, fmt::format("{}: {}", what, read.error().message)});
    return *std::move(read);
}

Value json_or_empty(std::string_view what, const char* data, std::uint64_t size) {
    return size == 0 ? Value::map({}) : json(what, data, size);
}

Instant instant(std::string_view what, std::int64_t ms) {
    return {in_range(what, ms, min_instant.ms, max_instant.ms)};
}

std::int64_t in_range(std::string_view what, std::int64_t n, std::int64_t least, std::int64_t most) {
    if (n < least || n > most)
        refuse(ITR_MISUSE, capi_out_of_range,
               fmt::format("expected {} from {} to {}, but found {}", what, least, most, n));
    return n;
}

void refuse_handle(Held wanted, std::uint64_t handle, Invalid why) {
    if (why == Invalid::closed)
        refuse(ITR_MISUSE, capi_closed_handle,
               fmt::format("expected an open handle of kind {}, but {} was closed", name_of(wanted), handle));
    if (why == Invalid::other_kind)
        refuse(ITR_MISUSE, capi_wrong_handle,
               fmt::format("expected a handle of kind {}, but found one of kind {}", name_of(wanted),
                           name_of(*Handles::kind_of(handle))));
    refuse(ITR_MISUSE, capi_unknown_handle,
           fmt::format("expected a handle of kind {}, but {} was never given out", name_of(wanted), handle));
}

void give(itr_bytes& out, std::string text) {
    const auto kept = std::make_shared<std::string>(std::move(text));
    out.handle = hold(kept);
    out.data = kept->c_str();
    out.size = kept->size();
}

void give(itr_bytes& out, const Value& document) {
    std::vector<Value::Entry> entries(document.as_map().begin(), document.as_map().end());
    entries.push_back({Value("v"), Value(document::version)});
    give(out, to_json(Value::map(std::move(entries))));
}

}  // namespace itr::capi
