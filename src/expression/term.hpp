// How an expression is put together, before names are looked up: for whoever compares conditions.
#pragma once

#include <itr/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itr::expression {

/// What && || and ! join, and what is asked where they end. Conjunctions within conjunctions are one, and so
/// are disjunctions; a name in a list of literals is a disjunction of equalities.
struct Term {
    enum class Of : std::uint8_t {
        all,       ///< two or more parts joined by &&
        any,       ///< two or more parts joined by ||
        negation,  ///< of its one part
        call,      ///< function('argument')
        equality,  ///< name == literal, either way round; name != literal is its negation
        order,     ///< name < literal and the like, the name on the left
        constant,  ///< true or false
        other,
    };
    Of of = Of::other;
    std::string text;  ///< the same for terms that are written alike, but for blanks, brackets and quotes
    std::vector<Term> parts;
    std::string function, argument;  ///< of a call
    std::string name;                ///< of an equality or order: "ticket.severity"
    Value literal;                   ///< of an equality, an order, a constant
    bool less = false;               ///< of an order: below the literal, not above it
    bool or_equal = false;           ///< of an order

    /// Those that are joined by && (||); the term alone if none are.
    [[nodiscard]] std::vector<const Term*> conjuncts() const { return joined(Of::all); }
    [[nodiscard]] std::vector<const Term*> disjuncts() const { return joined(Of::any); }

  private:
    [[nodiscard]] std::vector<const Term*> joined(Of by) const {
        if (of != by) return {this};
        std::vector<const Term*> found;
        for (const Term& part : parts) found.push_back(&part);
        return found;
    }
};

/// A text that is no expression is a term of its own. Linear in the length of the source.
[[nodiscard]] Term term_of(std::string_view source);

/// What holds where one of two or more terms does.
[[nodiscard]] Term either_of(std::vector<Term> terms);

}  // namespace itr::expression
