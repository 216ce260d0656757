#include "expression/parser.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <itr/expression.hpp>
#include <limits>
#include <optional>

#include "expression/codes.hpp"
#include "expression/lexer.hpp"

namespace itr::expression {
namespace {

struct BinaryMark {
    std::string_view mark;
    Operator op;
    int level;
};

constexpr int tightest_level = 3;
constexpr std::array<BinaryMark, 12> binary_marks{{{"==", Operator::equal, 0},
                                                   {"!=", Operator::not_equal, 0},
                                                   {"<=", Operator::less_equal, 0},
                                                   {">=", Operator::greater_equal, 0},
                                                   {"<", Operator::less, 0},
                                                   {">", Operator::greater, 0},
                                                   {"in", Operator::in, 0},
                                                   {"+", Operator::add, 1},
                                                   {"-", Operator::subtract, 1},
                                                   {"*", Operator::multiply, 2},
                                                   {"/", Operator::divide, 2},
                                                   {"%", Operator::modulo, 2}}};

struct Macro {
    std::string_view name;
    std::size_t arguments;
    Form form;
};

constexpr std::array<Macro, 6> macros{{{"all", 2, Form::all},
                                       {"exists", 2, Form::exists},
                                       {"exists_one", 2, Form::exists_one},
                                       {"map", 2, Form::transform},
                                       {"map", 3, Form::transform},
                                       {"filter", 2, Form::filter}}};

/// Recursive descent. After the first mistake the parser stands at the end of the text, so that every loop
/// and every descent stops by itself; the nodes made from then on are never looked at.
class Parser {
  public:
    explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    tl::expected<SyntaxTree, Problem> run() {
        tree_.root = expression();
        if (!problem_ && here().kind != TokenKind::end) unexpected("the end of the expression");
        if (problem_) return tl::unexpected(std::move(*problem_));
        return std::move(tree_);
    }

  private:
    /// Counts how deep the descent is.
    struct Level {
        explicit Level(Parser& of) : parser(of) {
            if (++parser.depth_ > max_depth) parser.too_deep(parser.here().at);
        }
        ~Level() { --parser.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        Parser& parser;
    };

    [[nodiscard]] const Token& here() const { return tokens_[position_]; }
    [[nodiscard]] bool at_mark(std::string_view mark) const {
        return here().kind == TokenKind::mark && here().text == mark;
    }
    bool take(std::string_view mark) {
        if (!at_mark(mark)) return false;
        ++position_;
        return true;
    }
    void need(std::string_view mark) {
        if (!take(mark)) unexpected(fmt::format("'{}'", mark));
    }
    void fail(Code code, std::uint32_t at, std::string message) {
        if (!problem_) problem_ = Problem{code, at, std::move(message)};
        position_ = tokens_.size() - 1;
    }
    void unexpected(std::string_view wanted) {
        const Token& found = here();
        const std::string what = found.kind == TokenKind::end ? "the end"
                                 : found.text.empty()         ? "a literal"
                                 : found.kind == TokenKind::reserved
                                     ? fmt::format("the reserved word '{}'", found.text)
                                     : fmt::format("'{}'", found.text);
        fail(expression_syntax, found.at, fmt::format("expected {}, but found {}", wanted, what));
    }
    void too_deep(std::uint32_t at) {
        fail(expression_too_deep, at,
             fmt::format("expected at most {} levels of nesting, but found more", max_depth));
    }

    SyntaxId add(Syntax node) {
        for (const SyntaxId child : node.children)
            node.height = std::max(node.height, tree_.nodes[child].height + 1);
        if (node.height > max_depth) too_deep(node.at);
        tree_.nodes.push_back(std::move(node));
        return static_cast<SyntaxId>(tree_.nodes.size() - 1);
    }

    SyntaxId expression() {
        const Level level(*this);
        const SyntaxId condition = disjunction();
        const std::uint32_t at = here().at;
        if (!take("?")) return condition;
        const SyntaxId yes = disjunction();
        need(":");
        const SyntaxId no = expression();
        return add({.form = Form::ternary, .at = at, .children = {condition, yes, no}});
    }
    SyntaxId disjunction() {
        return joined("||", Form::disjunction, [this] { return conjunction(); });
    }
    SyntaxId conjunction() {
        return joined("&&", Form::conjunction, [this] { return binary(0); });
    }
    template <typename Operand>
    SyntaxId joined(std::string_view mark, Form form, Operand operand) {
        std::vector<SyntaxId> parts{operand()};
        const std::uint32_t at = here().at;
        while (take(mark)) parts.push_back(operand());
        if (parts.size() == 1) return parts.front();
        return add({.form = form, .at = at, .children = std::move(parts)});
    }

    [[nodiscard]] const BinaryMark* binary_mark(int level) const {
        if (here().kind != TokenKind::mark) return nullptr;
        const auto* found = std::ranges::find(binary_marks, std::string_view(here().text), &BinaryMark::mark);
        return found != binary_marks.end() && found->level == level ? found : nullptr;
    }
    SyntaxId binary(int level) {
        if (level == tightest_level) return unary();
        SyntaxId left = binary(level + 1);
        while (const BinaryMark* mark = binary_mark(level)) {
            const std::uint32_t at = here().at;
            ++position_;
            const SyntaxId right = binary(level + 1);
            left = add({.form = Form::binary, .op = mark->op, .at = at, .children = {left, right}});
        }
        return left;
    }

    SyntaxId unary() {
        const std::uint32_t at = here().at;
        if (at_mark("-") && tokens_[position_ + 1].kind == TokenKind::integer) {
            ++position_;
            return members(integer(at, true));
        }
        const bool inverted = take("!");
        if (!inverted && !take("-")) return members(primary());
        const Level level(*this);
        const SyntaxId operand = unary();
        return add({.form = inverted ? Form::inversion : Form::negation, .at = at, .children = {operand}});
    }

    SyntaxId integer(std::uint32_t at, bool negative) {
        constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        const std::uint64_t magnitude = here().value.as_uint();
        if (magnitude > largest + (negative ? 1 : 0))
            fail(expression_syntax, at,
                 fmt::format("expected an integer of 64 bits, but found {}{}", negative ? "-" : "",
                             magnitude));
        else
            ++position_;
        return add(
            {.at = at, .literal = Value(static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude))});
    }

    SyntaxId members(SyntaxId base) {
        for (;;) {
            const std::uint32_t at = here().at;
            if (take(".")) {
                base = member(base);
            } else if (take("[")) {
                const SyntaxId key = expression();
                need("]");
                base = add({.form = Form::index, .at = at, .children = {base, key}});
            } else {
                return base;
            }
        }
    }
    SyntaxId member(SyntaxId base) {
        const Token name = here();
        if (name.kind != TokenKind::name && name.kind != TokenKind::quoted_name &&
            name.kind != TokenKind::reserved) {
            unexpected("the name of a field");
            return base;
        }
        ++position_;
        if (name.kind == TokenKind::quoted_name || !take("("))
            return add({.form = Form::select, .at = name.at, .text = name.text, .children = {base}});
        std::vector<SyntaxId> children = items(")");
        const auto* macro = std::ranges::find_if(
            macros, [&](const Macro& m) { return m.name == name.text && m.arguments == children.size(); });
        if (macro != macros.end()) return comprehension(*macro, name.at, base, children);
        children.insert(children.begin(), base);
        return add(
            {.form = Form::member_call, .at = name.at, .text = name.text, .children = std::move(children)});
    }
    SyntaxId comprehension(const Macro& macro, std::uint32_t at, SyntaxId range,
                           std::span<const SyntaxId> arguments) {
        const Syntax variable = tree_.nodes[arguments[0]];
        if (variable.form != Form::name || variable.absolute)
            fail(expression_syntax, variable.at,
                 fmt::format("expected a plain name as the first argument of {}()", macro.name));
        std::vector<SyntaxId> children{range};
        children.insert(children.end(), arguments.begin() + 1, arguments.end());
        return add({.form = macro.form, .at = at, .text = variable.text, .children = std::move(children)});
    }

    /// Expressions separated by commas, up to and with the closing mark; a comma may stand before it.
    std::vector<SyntaxId> items(std::string_view close) {
        std::vector<SyntaxId> out;
        while (!take(close)) {
            out.push_back(expression());
            if (take(",")) continue;
            need(close);
            break;
        }
        return out;
    }

    SyntaxId primary() {
        const Token token = here();
        switch (token.kind) {
            case TokenKind::literal: ++position_; return add({.at = token.at, .literal = token.value});
            case TokenKind::integer: return integer(token.at, false);
            case TokenKind::name: return name(false);
            case TokenKind::mark: return bracketed(token.at);
            default: unexpected("an expression"); return add({});
        }
    }
    SyntaxId bracketed(std::uint32_t at) {
        if (take("(")) {
            const SyntaxId inner = expression();
            need(")");
            return inner;
        }
        if (take("[")) return add({.form = Form::list, .at = at, .children = items("]")});
        if (take("{")) return map(at);
        if (take(".")) return name(true);
        unexpected("an expression");
        return add({});
    }
    SyntaxId name(bool absolute) {
        const Token token = here();
        if (token.kind != TokenKind::name) {
            unexpected("a name");
            return add({});
        }
        ++position_;
        if (!take("("))
            return add({.form = Form::name, .absolute = absolute, .at = token.at, .text = token.text});
        std::vector<SyntaxId> arguments = items(")");
        if (token.text == "has" && arguments.size() == 1) return presence(arguments[0], token.at);
        return add(
            {.form = Form::call, .at = token.at, .text = token.text, .children = std::move(arguments)});
    }
    SyntaxId presence(SyntaxId argument, std::uint32_t at) {
        Syntax field = tree_.nodes[argument];
        if (field.form != Form::select) {
            fail(expression_syntax, field.at, "expected a field such as a.b as the argument of has()");
            return argument;
        }
        field.form = Form::has;
        field.at = at;
        return add(std::move(field));
    }
    SyntaxId map(std::uint32_t at) {
        std::vector<SyntaxId> pairs;
        while (!take("}")) {
            pairs.push_back(expression());
            need(":");
            pairs.push_back(expression());
            if (take(",")) continue;
            need("}");
            break;
        }
        return add({.form = Form::map, .at = at, .children = std::move(pairs)});
    }

    std::vector<Token> tokens_;
    std::size_t position_ = 0;
    std::size_t depth_ = 0;
    SyntaxTree tree_;
    std::optional<Problem> problem_;
};

}  // namespace

tl::expected<SyntaxTree, Problem> parse(std::string_view source) {
    if (source.size() > max_source_bytes)
        return tl::unexpected(
            Problem{expression_too_long, 0,
                    fmt::format("expected at most {} bytes, but found {}", max_source_bytes, source.size())});
    if (!is_utf8(source)) return tl::unexpected(Problem{expression_syntax, 0, "expected valid UTF-8"});
    auto tokens = tokenize(source);
    if (!tokens) return tl::unexpected(std::move(tokens.error()));
    return Parser(*std::move(tokens)).run();
}

}  // namespace itr::expression
