#include "structure/condition.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

bool negates(const Term& a, const Term& b) {
    return a.of == Term::Of::negation && a.parts.front().text == b.text;
}

/// Of one kind: 1 and 1.0 are equal.
bool differ(const Value& a, const Value& b) {
    const bool comparable = a.kind() == b.kind() && (a.is(Kind::string) || a.is(Kind::integer));
    return comparable && a != b;
}

bool contradict(const Term& a, const Term& b) {
    if (negates(a, b) || negates(b, a)) return true;
    return a.of == Term::Of::equality && b.of == Term::Of::equality && a.name == b.name &&
           differ(a.literal, b.literal);
}

}  // namespace

bool implies(const Term& a, const Term& b) {
    const auto given = a.conjuncts();
    const auto follows = [&](const Term* part) {
        return std::ranges::any_of(given, [&](const Term* one) { return one->text == part->text; });
    };
    return std::ranges::any_of(b.disjuncts(), [&](const Term* alternative) {
        return std::ranges::all_of(alternative->conjuncts(), follows);
    });
}

bool excludes(const Term& a, const Term& b) {
    const auto others = b.conjuncts();
    return std::ranges::any_of(a.conjuncts(), [&](const Term* x) {
        return std::ranges::any_of(others, [&](const Term* y) { return contradict(*x, *y); });
    });
}

}  // namespace itr::structure
