#include "validation/trial.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "expression/lexer.hpp"

namespace itr::validation {
namespace {

using expression::Type;
using Of = Type::Of;

constexpr std::int64_t far_ms = 4'000'000'000'000;  ///< into the year 2096, or more than a century

/// Whether samples_of() has values of it.
bool has_samples(const Type& type) {
    return type.of != Of::dynamic && type.of != Of::object && type.of != Of::type && type.of != Of::bytes;
}

/// The literals of a source, wherever they stand in it.
std::vector<Value> literals_in(const std::string& source) {
    std::vector<Value> found;
    const auto tokens = expression::tokenize(source);
    if (!tokens) return found;
    for (const expression::Token& token : *tokens)
        if (token.kind == expression::TokenKind::literal || token.kind == expression::TokenKind::integer)
            found.push_back(token.value);
    return found;
}

bool is_number(const Value& value) {
    return value.is(Kind::unsigned_integer) || value.is(Kind::integer) || value.is(Kind::floating);
}

double as_number(const Value& value) {
    if (value.is(Kind::unsigned_integer)) return static_cast<double>(value.as_uint());
    return value.is(Kind::integer) ? static_cast<double>(value.as_int()) : value.as_double();
}

/// Zero, and each literal with its sign either way and what is next to it.
std::vector<double> numbers_near(const std::vector<Value>& literals) {
    constexpr double exact = 9'007'199'254'740'991;  // as far as tickets hold whole numbers
    std::vector<double> found{0, 1};
    for (const Value& literal : literals) {
        if (!is_number(literal)) continue;
        const double number = as_number(literal);
        for (const double each : {number, number - 1, number + 1, -number})
            if (each >= -exact && each <= exact) found.push_back(each);
    }
    return found;
}

std::vector<Value> texts_near(const Type& type, const std::vector<Value>& literals) {
    std::vector<Value> found;
    for (const std::string& word : type.values) found.emplace_back(word);
    if (!found.empty()) return found;
    found = {Value(""), Value("other")};
    std::ranges::copy_if(literals, std::back_inserter(found),
                         [](const Value& v) { return v.is(Kind::string); });
    return found;
}

std::vector<Value> samples_of(const Type& type, const std::vector<Value>& literals) {
    std::vector<Value> found;
    switch (type.of) {
        case Of::boolean: found = {Value(false), Value(true)}; break;
        case Of::integer:
            for (const double each : numbers_near(literals))
                found.emplace_back(static_cast<std::int64_t>(each));
            break;
        case Of::unsigned_integer:
            for (const double each : numbers_near(literals))
                if (each >= 0) found.emplace_back(static_cast<std::uint64_t>(each));
            break;
        case Of::floating:
            for (const double each : numbers_near(literals)) found.emplace_back(each);
            break;
        case Of::string: found = texts_near(type, literals); break;
        case Of::timestamp: found = {Value::instant(Instant{0}), Value::instant(Instant{far_ms})}; break;
        case Of::duration: found = {Value::duration(Duration{0}), Value::duration(Duration{far_ms})}; break;
        case Of::list:
            found = {Value::list({})};
            for (const Value& each : samples_of(type.parameters.front(), literals))
                found.push_back(Value::list({each}));
            break;
        case Of::map: found = {Value::map({})}; break;
        default: break;
    }
    if (type.nullable || found.empty()) found.emplace_back();
    std::vector<Value> different;
    for (Value& each : found)
        if (std::ranges::find(different, each) == different.end()) different.push_back(std::move(each));
    return different;
}

}  // namespace

Readables readables_of(const chart::Chart& chart) {
    const model::Workflow& workflow = chart.workflow();
    const auto is_filled_in = [&](const std::string& name) {
        const auto field = std::ranges::find(workflow.data, name, &model::Field::name);
        return (field != workflow.data.end() && field->from_table) ||
               std::ranges::any_of(workflow.milestones,
                                   [&](const auto& milestone) { return milestone.first.text == name; });
    };
    Readables found;
    for (const expression::ObjectType& object : chart.guard_scope().objects) {
        const bool of_ticket = object.name == "ticket";
        if (!of_ticket && object.name != "actor") continue;
        for (const auto& field : object.fields)
            if (has_samples(field.type) && !(of_ticket && is_filled_in(field.name)))
                found.emplace(field.slot,
                              Readable{fmt::format("{}.{}", object.name, field.name), field.type});
    }
    return found;
}

Trial::Trial(const Readables& readables, const std::vector<const expression::Expression*>& guards) {
    // Names are compared with each other too, so that the literals of one may tell of another: all of them
    // are tried for each name, if these are not too many.
    std::vector<Value> all;
    std::map<std::uint32_t, std::vector<Value>> own;
    for (const expression::Expression* guard : guards) {
        const auto literals = literals_in(guard->source());
        all.insert(all.end(), literals.begin(), literals.end());
        for (const std::uint32_t slot : guard->slots())
            own[slot].insert(own[slot].end(), literals.begin(), literals.end());
    }
    std::size_t trials = 1;
    for (const auto& [slot, literals] : own) {
        const Readable& readable = readables.at(slot);
        const auto& choice = choices_[slot] = {readable.name, samples_of(readable.type, all)};
        trials = std::min(trials * choice.values.size(), max_trials + 1);
    }
    if (trials <= max_trials) return;
    for (const auto& [slot, literals] : own)
        choices_[slot].values = samples_of(readables.at(slot).type, literals);
}

bool Trial::next() {
    if (++tried_ > max_trials) return false;
    for (auto& [slot, choice] : choices_) {
        if (++choice.at < choice.values.size()) return true;
        choice.at = 0;
    }
    return false;
}

std::string Trial::values_of(const std::set<std::uint32_t>& slots) const {
    std::string text;
    for (const std::uint32_t each : slots)
        text +=
            fmt::format("{}{} = {}", text.empty() ? "" : ", ", choices_.at(each).name, to_json(slot(each)));
    return text;
}

const Value& Trial::slot(std::uint32_t slot) const noexcept {
    const auto found = choices_.find(slot);
    return found == choices_.end() ? nothing_ : found->second.values[found->second.at];
}

}  // namespace itr::validation
