// What the lexer makes of a source text.
#pragma once

#include <cstdint>
#include <itr/error.hpp>
#include <itr/value.hpp>
#include <string>

namespace itr::expression {

enum class TokenKind : std::uint8_t {
    end,
    name,         ///< text
    quoted_name,  ///< text between backquotes
    reserved,     ///< a word that may only name a field or a member function
    literal,      ///< value
    integer,      ///< value: the unsigned magnitude; the parser knows the sign
    mark,         ///< text: an operator or bracket
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::uint32_t at = 0;
    std::string text{};
    Value value{};
};

/// A mistake at a byte offset of the source.
struct Problem {
    Code code;
    std::uint32_t at = 0;
    std::string message;
};

}  // namespace itr::expression
