#include "expression/term.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "expression/parser.hpp"

namespace itr::expression {
namespace {

Term joined(std::vector<Term> parts, Term::Of of) {
    Term term;
    term.of = of;
    for (Term& part : parts) {
        if (part.of == of)
            std::ranges::move(part.parts, std::back_inserter(term.parts));
        else
            term.parts.push_back(std::move(part));
    }
    term.text = of == Term::Of::all ? "&&" : "||";
    for (const Term& part : term.parts) term.text += fmt::format("({})", part.text);
    return term;
}

class TermReader {
  public:
    explicit TermReader(const SyntaxTree& tree) : tree_(tree) {}

    [[nodiscard]] Term read(SyntaxId id) const {
        const Syntax& node = tree_[id];
        switch (node.form) {
            case Form::conjunction: return joined_parts(node, Term::Of::all);
            case Form::disjunction: return joined_parts(node, Term::Of::any);
            case Form::inversion: return negation(read(node.children.front()));
            default: return atom(id);
        }
    }

  private:
    [[nodiscard]] Term joined_parts(const Syntax& node, Term::Of of) const {
        std::vector<Term> parts;
        for (const SyntaxId child : node.children) parts.push_back(read(child));
        return joined(std::move(parts), of);
    }

    [[nodiscard]] static Term negation(Term of) {
        Term term;
        term.of = Term::Of::negation;
        term.text = fmt::format("!({})", of.text);
        term.parts.push_back(std::move(of));
        return term;
    }

    [[nodiscard]] Term atom(SyntaxId id) const {
        const Syntax& node = tree_[id];
        if (node.form == Form::binary) return comparison(id);
        Term term = opaque(id);
        if (node.form == Form::literal && node.literal.is(Kind::boolean)) {
            term.of = Term::Of::constant;
            term.literal = node.literal;
        } else if (node.form == Form::call && node.children.size() == 1 && is_text(node.children.front())) {
            term.of = Term::Of::call;
            term.function = node.text;
            term.argument = tree_[node.children.front()].literal.as_string();
        }
        return term;
    }

    [[nodiscard]] Term opaque(SyntaxId id) const {
        Term term;
        term.text = text_of(id);
        return term;
    }

    [[nodiscard]] Term comparison(SyntaxId id) const {
        const Syntax& node = tree_[id];
        const SyntaxId left = node.children[0];
        const SyntaxId right = node.children[1];
        if (node.op == Operator::in) return membership(id);
        const bool turned = tree_[left].form == Form::literal;
        const Syntax& literal = tree_[turned ? left : right];
        const std::string name = name_of(turned ? right : left);
        if (literal.form != Form::literal || name.empty()) return opaque(id);
        switch (node.op) {
            case Operator::equal: return equality(name, literal.literal);
            case Operator::not_equal: return negation(equality(name, literal.literal));
            case Operator::less: return order(name, literal.literal, !turned, false);
            case Operator::less_equal: return order(name, literal.literal, !turned, true);
            case Operator::greater: return order(name, literal.literal, turned, false);
            case Operator::greater_equal: return order(name, literal.literal, turned, true);
            default: return opaque(id);
        }
    }

    /// A name in a list of literals.
    [[nodiscard]] Term membership(SyntaxId id) const {
        const Syntax& list = tree_[tree_[id].children[1]];
        const std::string name = name_of(tree_[id].children[0]);
        const auto is_literal = [&](SyntaxId one) { return tree_[one].form == Form::literal; };
        if (name.empty() || list.form != Form::list || list.children.empty() ||
            !std::ranges::all_of(list.children, is_literal))
            return opaque(id);
        std::vector<Term> each;
        for (const SyntaxId one : list.children) each.push_back(equality(name, tree_[one].literal));
        return each.size() == 1 ? std::move(each.front()) : joined(std::move(each), Term::Of::any);
    }

    [[nodiscard]] static Term equality(const std::string& name, const Value& literal) {
        Term term = compared(name, "==", literal);
        term.of = Term::Of::equality;
        return term;
    }

    [[nodiscard]] static Term order(const std::string& name, const Value& literal, bool less, bool or_equal) {
        Term term = compared(name, fmt::format("{}{}", less ? "<" : ">", or_equal ? "=" : ""), literal);
        term.of = Term::Of::order;
        term.less = less;
        term.or_equal = or_equal;
        return term;
    }

    [[nodiscard]] static Term compared(const std::string& name, std::string_view mark, const Value& literal) {
        Term term;
        term.text = fmt::format("{} {} {}", name, mark, text_of(literal));
        term.name = name;
        term.literal = literal;
        return term;
    }

    /// "ticket.severity"; empty for what is no name.
    [[nodiscard]] std::string name_of(SyntaxId id) const {
        const Syntax& node = tree_[id];
        if (node.form == Form::name) return node.text;
        if (node.form != Form::select) return {};
        const std::string base = name_of(node.children.front());
        return base.empty() ? base : fmt::format("{}.{}", base, node.text);
    }

    [[nodiscard]] bool is_text(SyntaxId id) const {
        return tree_[id].form == Form::literal && tree_[id].literal.is(Kind::string);
    }

    [[nodiscard]] static std::string text_of(const Value& literal) {
        return fmt::format("{} {}", static_cast<int>(literal.kind()), to_json(literal));
    }

    [[nodiscard]] std::string text_of(SyntaxId id) const {
        const Syntax& node = tree_[id];
        std::string text = fmt::format("{}{}{} {}", static_cast<int>(node.form), node.absolute ? "." : ":",
                                       static_cast<int>(node.op), node.text);
        if (node.form == Form::literal) text += text_of(node.literal);
        for (const SyntaxId child : node.children) text += fmt::format("({})", text_of(child));
        return text;
    }

    const SyntaxTree& tree_;
};

}  // namespace

Term either_of(std::vector<Term> terms) { return joined(std::move(terms), Term::Of::any); }

Term term_of(std::string_view source) {
    const auto tree = parse(source);
    if (tree) return TermReader(*tree).read(tree->root);
    Term term;
    term.text = source;
    return term;
}

}  // namespace itr::expression
