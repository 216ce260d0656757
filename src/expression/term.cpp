#include "expression/term.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "expression/parser.hpp"

namespace itr::expression {
namespace {

class TermReader {
  public:
    explicit TermReader(const SyntaxTree& tree) : tree_(tree) {}

    [[nodiscard]] Term read(SyntaxId id) const {
        const Syntax& node = tree_[id];
        switch (node.form) {
            case Form::conjunction: return joined(node, Term::Of::all, "&&");
            case Form::disjunction: return joined(node, Term::Of::any, "||");
            case Form::inversion: return negation(node);
            default: return atom(id);
        }
    }

  private:
    [[nodiscard]] Term joined(const Syntax& node, Term::Of of, std::string_view mark) const {
        Term term;
        term.of = of;
        for (const SyntaxId child : node.children) {
            Term part = read(child);
            if (part.of == of)
                std::ranges::move(part.parts, std::back_inserter(term.parts));
            else
                term.parts.push_back(std::move(part));
        }
        term.text = mark;
        for (const Term& part : term.parts) term.text += fmt::format("({})", part.text);
        return term;
    }

    [[nodiscard]] Term negation(const Syntax& node) const {
        Term term;
        term.of = Term::Of::negation;
        term.parts.push_back(read(node.children.front()));
        term.text = fmt::format("!({})", term.parts.front().text);
        return term;
    }

    [[nodiscard]] Term atom(SyntaxId id) const {
        const Syntax& node = tree_[id];
        Term term;
        term.text = text_of(id);
        if (node.form == Form::literal && node.literal.is(Kind::boolean)) {
            term.of = Term::Of::constant;
            term.literal = node.literal;
        } else if (node.form == Form::call && node.children.size() == 1 && is_text(node.children.front())) {
            term.of = Term::Of::call;
            term.function = node.text;
            term.argument = tree_[node.children.front()].literal.as_string();
        } else if (node.form == Form::binary && node.op == Operator::equal) {
            read_equality(node, term);
        }
        return term;
    }

    void read_equality(const Syntax& node, Term& term) const {
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            const Syntax& literal = tree_[node.children[1 - side]];
            std::string name = name_of(node.children[side]);
            if (literal.form != Form::literal || name.empty()) continue;
            term.of = Term::Of::equality;
            term.name = std::move(name);
            term.literal = literal.literal;
            return;
        }
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

    [[nodiscard]] std::string text_of(SyntaxId id) const {
        const Syntax& node = tree_[id];
        std::string text = fmt::format("{}{}{} {}", static_cast<int>(node.form), node.absolute ? "." : ":",
                                       static_cast<int>(node.op), node.text);
        if (node.form == Form::literal)
            text += fmt::format("{} {}", static_cast<int>(node.literal.kind()), to_json(node.literal));
        for (const SyntaxId child : node.children) text += fmt::format("({})", text_of(child));
        return text;
    }

    const SyntaxTree& tree_;
};

}  // namespace

Term term_of(std::string_view source) {
    const auto tree = parse(source);
    if (tree) return TermReader(*tree).read(tree->root);
    Term term;
    term.text = source;
    return term;
}

}  // namespace itr::expression
