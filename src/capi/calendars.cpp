// Calendars.
#include <itr/itr.h>

#include <fmt/format.h>

#include <itr/calendar.hpp>

#include "capi/codes.hpp"
#include "capi/objects.hpp"

namespace itr::capi {
namespace {

using calendar::Calendar;
using calendar::Target;

/// Longer than any calendar reaches.
constexpr std::int64_t max_length_ms = ITR_MAX_INSTANT_MS - ITR_MIN_INSTANT_MS;

Instant due_at(const Calendar& calendar, Instant from, std::string_view text) {
    const Target target = value_of(calendar::parse_target(text));
    if (target.kind == Target::Kind::share || target.kind == Target::Kind::date ||
        target.kind == Target::Kind::host)
        refuse(ITR_INVALID, capi_target_needs_ticket,
               fmt::format("expected a target that needs no ticket, but found '{}'", text));
    return calendar::due(calendar, from, target);
}

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_calendar_open(itr_pack pack, const char* name, uint64_t name_size, itr_calendar* out,
                             itr_error* err) {
    return door(err, out, [&](itr_calendar& handle) {
        const auto of = held<LoadedPack>(pack);
        const auto wanted = plain_text("name", name, name_size);
        const calendar::Calendar* found = of->pack->calendar(wanted);
        if (found == nullptr)
            refuse(ITR_NOT_FOUND, capi_unknown_name,
                   fmt::format("expected a calendar of the pack '{}', but found '{}'", of->pack->model().name,
                               wanted));
        handle = hold(std::make_shared<calendar::Calendar>(*found));
    });
}

itr_status itr_calendar_add(itr_calendar calendar, int64_t from_ms, int64_t length_ms, int64_t* out,
                            itr_error* err) {
    return door(err, out, [&](int64_t& result) {
        const auto by = held<itr::calendar::Calendar>(calendar);
        const Duration length{in_range("length_ms", length_ms, -max_length_ms, max_length_ms)};
        result = itr::calendar::add(*by, instant("from_ms", from_ms), length).ms;
    });
}

itr_status itr_calendar_between(itr_calendar calendar, int64_t from_ms, int64_t to_ms, int64_t* out,
                                itr_error* err) {
    return door(err, out, [&](int64_t& result) {
        const auto by = held<itr::calendar::Calendar>(calendar);
        result = by->measure(instant("from_ms", from_ms), instant("to_ms", to_ms)).ms;
    });
}

itr_status itr_calendar_is_open(itr_calendar calendar, int64_t at_ms, int32_t* out, itr_error* err) {
    return door(err, out, [&](int32_t& result) {
        result = held<itr::calendar::Calendar>(calendar)->is_open(instant("at_ms", at_ms)) ? 1 : 0;
    });
}

itr_status itr_calendar_next_open(itr_calendar calendar, int64_t at_ms, int64_t* out, itr_error* err) {
    return door(err, out, [&](int64_t& result) {
        result = held<itr::calendar::Calendar>(calendar)->next_open(instant("at_ms", at_ms)).ms;
    });
}

itr_status itr_calendar_next_close(itr_calendar calendar, int64_t at_ms, int64_t* out, itr_error* err) {
    return door(err, out, [&](int64_t& result) {
        result = held<itr::calendar::Calendar>(calendar)->next_close(instant("at_ms", at_ms)).ms;
    });
}

itr_status itr_calendar_due(itr_calendar calendar, int64_t from_ms, const char* target, uint64_t target_size,
                            int64_t* out, itr_error* err) {
    return door(err, out, [&](int64_t& result) {
        const auto by = held<itr::calendar::Calendar>(calendar);
        result = due_at(*by, instant("from_ms", from_ms), plain_text("target", target, target_size)).ms;
    });
}

itr_status itr_calendar_is_known(itr_calendar calendar, int64_t at_ms, int32_t* out, itr_error* err) {
    return door(err, out, [&](int32_t& result) {
        result = held<itr::calendar::Calendar>(calendar)->is_known(instant("at_ms", at_ms)) ? 1 : 0;
    });
}

itr_status itr_calendar_close(itr_calendar calendar, itr_error* err) {
    return door(err, [&] { close<itr::calendar::Calendar>(calendar); });
}
}
