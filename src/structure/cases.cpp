#include "structure/cases.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace itr::structure {
namespace {

constexpr std::size_t max_cases = 4'096;  ///< of two conditions

bool compares_name(const Term& term) { return term.of == Term::Of::equality || term.of == Term::Of::order; }

bool less_than(const Value& a, const Value& b) {
    return a.is(Kind::integer) ? a.as_int() < b.as_int() : a.as_double() < b.as_double();
}

/// Something that is asked, and the answer in the case that is looked at; answers are numbered.
struct Question {
    std::size_t first = 0, last = 0, answer = 0;

    [[nodiscard]] std::size_t count() const { return last - first + 1; }
};

/// What a name is equal to: one of the literals, in order where order is asked, with the gaps below, between
/// and above them; after these, something that is neither equal to any of them nor in order with them.
struct Name : Question {
    bool ordered = false;
    bool others = true;
    bool understood = false;  ///< the literals are of one type, and in order where that is asked
    std::vector<Value> literals;

    void note(const Term& term) {
        ordered = ordered || term.of == Term::Of::order;
        if (std::ranges::find(literals, term.literal) == literals.end()) literals.push_back(term.literal);
    }

    void settle(const std::vector<Value>* range) {
        const Kind kind = literals.front().kind();
        const bool number = kind == Kind::integer || kind == Kind::floating;
        understood = std::ranges::all_of(literals, [&](const Value& one) { return one.is(kind); }) &&
                     (number || (kind == Kind::string && !ordered));
        if (!understood) return;
        if (ordered) std::ranges::sort(literals, less_than);
        const auto known = [&](const Value& one) {
            return std::ranges::find(literals, one) != literals.end();
        };
        others = range == nullptr || ordered || !std::ranges::all_of(*range, known);
        last = (ordered ? 2 * literals.size() + 1 : literals.size()) - (others ? 0 : 1);
    }

    [[nodiscard]] Truth truth(const Term& term) const {
        const auto found =
            static_cast<std::size_t>(std::ranges::find(literals, term.literal) - literals.begin());
        const std::size_t at = ordered ? 2 * found + 1 : found;
        if (answer == at) return term.of == Term::Of::equality || term.or_equal ? Truth::yes : Truth::no;
        if (term.of == Term::Of::equality) return Truth::no;
        if (answer == last) return Truth::maybe;  // it cannot be compared
        return (answer < at) == term.less ? Truth::yes : Truth::no;
    }
};

/// All that two conditions ask for, and one case of it after the other.
class Questions {
  public:
    Questions(const Term& a, const Term& b, const Ranges& ranges, const Answers& answers) {
        for (const Term* term : {&a, &b}) note_names(*term);
        for (auto& [text, name] : names_) {
            const auto range = ranges.find(text);
            name.settle(range == ranges.end() ? nullptr : &range->second);
        }
        for (const Term* term : {&a, &b}) note_others(*term, answers);
        for (auto& [text, name] : names_) asked_.push_back(&name);
        for (auto& [text, other] : others_) asked_.push_back(&other);
        for (Question* one : asked_) one->answer = one->first;
    }

    /// None where they are too many.
    [[nodiscard]] std::optional<std::size_t> cases() const {
        std::size_t product = 1;
        for (const Question* one : asked_) {
            product *= one->count();
            if (product > max_cases) return std::nullopt;
        }
        return product;
    }

    /// The next case; false after the last.
    bool next() {
        for (Question* one : asked_) {
            if (one->answer < one->last) return ++one->answer, true;
            one->answer = one->first;
        }
        return false;
    }

    /// `maybe`: it cannot be evaluated, so that it does not hold and neither does its negation.
    [[nodiscard]] Truth truth(const Term& term) const {
        switch (term.of) {
            case Term::Of::constant: return term.literal.as_bool() ? Truth::yes : Truth::no;
            case Term::Of::negation: return negated(truth(term.parts.front()));
            case Term::Of::all: {
                Truth all = Truth::yes;
                for (const Term& part : term.parts) all = std::min(all, truth(part));
                return all;
            }
            case Term::Of::any: {
                Truth any = Truth::no;
                for (const Term& part : term.parts) any = std::max(any, truth(part));
                return any;
            }
            default: break;
        }
        if (const Name* name = name_of(term)) return name->truth(term);
        return static_cast<Truth>(others_.at(term.text).answer);
    }

  private:
    [[nodiscard]] const Name* name_of(const Term& term) const {
        if (!compares_name(term)) return nullptr;
        const Name& name = names_.at(term.name);
        return name.understood ? &name : nullptr;
    }

    void note_names(const Term& term) {
        for (const Term& part : term.parts) note_names(part);
        if (compares_name(term)) names_[term.name].note(term);
    }

    void note_others(const Term& term, const Answers& answers) {
        for (const Term& part : term.parts) note_others(part, answers);
        if (!term.parts.empty() || term.of == Term::Of::constant || name_of(term) != nullptr) return;
        Question& other = others_[term.text];
        const Truth known = answers && term.of == Term::Of::call ? answers(term) : Truth::maybe;
        const bool open = known == Truth::maybe;
        other.first = static_cast<std::size_t>(open ? Truth::no : known);
        other.last = static_cast<std::size_t>(open ? Truth::yes : known);
    }

    std::map<std::string, Name, std::less<>> names_;
    std::map<std::string, Question, std::less<>> others_;
    std::vector<Question*> asked_;
};

}  // namespace

Ranges ranges_of(const expression::Scope& scope) {
    Ranges ranges;
    for (const expression::Scope::Variable& variable : scope.variables) {
        // What a ticket was before it was opened is null, whatever the type says.
        if (variable.type.of != expression::Type::Of::object || variable.name == "before") continue;
        for (const auto& [name, type, slot] : scope.objects[variable.type.object].fields) {
            if (type.of != expression::Type::Of::string || type.nullable || type.values.empty()) continue;
            ranges.emplace(fmt::format("{}.{}", variable.name, name),
                           std::vector<Value>(type.values.begin(), type.values.end()));
        }
    }
    return ranges;
}

Cases::Found Cases::look(const Term& a, const Term& b, const Answers& answers) {
    Found found;
    if (effort_ == 0) return found;
    Questions questions(a, b, ranges_, answers);
    const auto cases = questions.cases();
    if (!cases) return found;
    effort_ -= std::min(effort_, *cases);
    found.all_seen = true;
    do {
        if (questions.truth(a) != Truth::yes) continue;
        found.first = true;
        (questions.truth(b) == Truth::yes ? found.both : found.first_alone) = true;
    } while (questions.next());
    return found;
}

bool Cases::imply(const Term& a, const Term& b, const Answers& answers) {
    if (excludes(a, b)) return false;
    if (implies(a, b)) return true;
    const Found found = look(a, b, answers);
    return found.all_seen && found.first && !found.first_alone;
}

bool Cases::exclude(const Term& a, const Term& b, const Answers& answers) {
    if (excludes(a, b)) return true;
    const Found found = look(a, b, answers);
    return found.all_seen && !found.both;
}

}  // namespace itr::structure
