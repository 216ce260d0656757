#include "cli/calendar_question.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/codes.hpp"
#include "cli/output.hpp"
#include "cli/run_ops.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

Value instant_or_null(Instant at) { return at == never ? Value() : Value(to_string(at)); }

/// The answer, and that days up to `last` on which it rests are not known yet.
Value answer(MapValue& members, const calendar::Calendar& calendar, Instant last) {
    if (last != never && !calendar.is_known(last)) members.add("known", Value(false));
    return members.done();
}

Value reached(const calendar::Calendar& calendar, Instant from, Instant at) {
    MapValue members;
    return answer(members.add("at", instant_or_null(at)), calendar, at == never ? from : std::max(from, at));
}

Result<Value> add(const calendar::Calendar& calendar, Instant from, const std::string& text) {
    if (text.starts_with('-')) {
        const auto length = parse_duration(text.substr(1));
        if (!length) return fail(length.error());
        return reached(calendar, from, calendar.retreat(from, *length));
    }
    if (const auto length = parse_duration(text))
        return reached(calendar, from, calendar.advance(from, *length));
    const auto target = calendar::parse_target(text);
    if (!target) return fail(target.error());
    using Of = calendar::Target::Kind;
    if (target->kind != Of::working && target->kind != Of::real && target->kind != Of::working_days)
        return fail(bad_value, fmt::format("expected a length of time, but found '{}'", text));
    return reached(calendar, from, calendar::due(calendar, from, *target));
}

Result<Value> between(const calendar::Calendar& calendar, Instant from, const std::string& text) {
    const auto to = parse_instant(text);
    if (!to) return fail(to.error());
    const Duration length = calendar.measure(from, *to);
    MapValue members;
    members.add("length", Value(to_string(length))).add("ms", Value(length.ms));
    return answer(members, calendar, std::max(from, *to) - milliseconds(1));
}

Value is_open(const calendar::Calendar& calendar, Instant at) {
    MapValue members;
    return answer(members.add("open", Value(calendar.is_open(at))), calendar, at);
}

Value next(const calendar::Calendar& calendar, Instant at) {
    const Instant opens = calendar.next_open(at);
    const Instant closes = calendar.next_close(at);
    MapValue members;
    members.add("opens", instant_or_null(opens)).add("closes", instant_or_null(closes));
    return answer(members, calendar, closes == never ? at : std::max(opens, closes));
}

}  // namespace

Result<Value> answer_question(const CalendarBook& book, const CalendarQuestion& question) {
    const auto calendar = book.find(question.calendar);
    if (!calendar) return fail(calendar.error());
    const auto first = parse_instant(question.first);
    if (!first) return fail(first.error());
    if (question.op == "add") return add(*calendar, *first, question.second);
    if (question.op == "between") return between(*calendar, *first, question.second);
    if (question.op == "is-open") return is_open(*calendar, *first);
    return next(*calendar, *first);
}

Value answer_line(const CalendarBook& book, const std::string& op, const std::string& calendar,
                  const std::string& line) {
    const auto members = parse_json(line);
    if (!members) return MapValue().add("error", Value(members.error().message)).done();
    document::Members m(*members, "a question");
    MapValue map;
    if (const Value* id = m.find("id")) map.add("id", *id);
    const CalendarQuestion question{op, m.optional_text("calendar").value_or(calendar),
                                    m.optional_text("from").value_or(m.text("at")),
                                    m.text(op == "add" ? "length" : "to")};
    // Lines may carry what is for somebody else: only what is of the wrong type is told.
    const auto answer = m.failed() ? Result<Value>(fail(m.done().error())) : answer_question(book, question);
    if (!answer) return map.add("error", Value(answer.error().message)).done();
    for (const auto& entry : answer->as_map()) map.add(entry.key.as_string(), entry.value);
    return map.done();
}

std::string words_of(const std::string& op, const Value& answer) {
    const auto member = [&](std::string_view name) {
        const Value* value = answer.find(name);
        return value == nullptr || value->is_null() ? std::string("never") : words(*value);
    };
    const auto told = [&] {
        if (op == "add") return member("at");
        if (op == "between") return member("length");
        if (op == "is-open") return std::string(answer.find("open")->as_bool() ? "open" : "closed");
        return fmt::format("opens {}, closes {}", member("opens"), member("closes"));
    };
    return told() + (answer.find("known") == nullptr ? "" : " (holidays of that time are not known yet)");
}

}  // namespace itr::cli
