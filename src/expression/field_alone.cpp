#include "expression/field_alone.hpp"

#include "expression/lexer.hpp"

namespace itr::expression {

std::string field_alone(std::string_view source) {
    const auto tokens = tokenize(source);
    if (!tokens || tokens->size() != 4) return {};  // with the end
    const Token& ticket = (*tokens)[0];
    const Token& dot = (*tokens)[1];
    const Token& field = (*tokens)[2];
    const bool named = field.kind == TokenKind::name || field.kind == TokenKind::reserved;
    const bool fits = ticket.kind == TokenKind::name && ticket.text == "ticket" &&
                      dot.kind == TokenKind::mark && dot.text == "." && named;
    return fits ? field.text : std::string();
}

}  // namespace itr::expression
