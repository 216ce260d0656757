// How an expression is put together, before names are looked up: for whoever compares conditions.
#pragma once

#include <itr/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itr::expression {

/// What && || and ! join, and what is asked where they end. Conjunctions within conjunctions are one, and so
/// are disjunctions.
struct Term {
    enum class Of : std::uint8_t {
        all,       ///< two or more parts joined by &&
        any,       ///< two or more parts joined by ||
        negation,  ///< of its one part
        call,      ///< function('argument')
        equality,  ///< name == literal, either way round
        constant,  ///< true or false
        other,
    };
    Of of = Of::other;
    std::string text;  ///< the same for terms that are written alike, but for blanks, brackets and quotes
    std::vector<Term> parts;
    std::string function, argument;  ///< of a call
    std::string name;                ///< of an equality: "ticket.severity"
    Value literal;                   ///< of an equality, a constant

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

}  // namespace itr::expression
