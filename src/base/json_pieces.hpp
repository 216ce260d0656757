// JSON text piece by piece, for readers that need no value of the whole.
#pragma once

#include <cstdint>
#include <itr/value.hpp>
#include <string_view>

namespace itr {

/// Takes the pieces of one text in the order in which they stand there. Whatever it does not take ends the
/// reading.
class JsonPieces {
  public:
    enum class Take : std::uint8_t {
        parts,   ///< piece by piece, then end()
        whole,   ///< as one value
        nothing  ///< not at all
    };
    /// An object or a list begins.
    [[nodiscard]] virtual Take begin(bool object) = 0;
    [[nodiscard]] virtual bool end() = 0;
    [[nodiscard]] virtual bool key(std::string_view name) = 0;
    [[nodiscard]] virtual bool text(std::string_view text) = 0;
    /// Anything but a text.
    [[nodiscard]] virtual bool value(Value value) = 0;

  protected:
    JsonPieces() = default;
    JsonPieces(const JsonPieces&) = default;
    JsonPieces& operator=(const JsonPieces&) = default;
    ~JsonPieces() = default;
};

/// False if a piece was not taken, or the text is nothing that parse_json() reads, which says why. Of what is
/// taken in parts it checks neither that a key comes once nor whether it stands for one of parse_json()'s
/// one-key objects.
[[nodiscard]] bool read_json(std::string_view text, JsonPieces& to);

}  // namespace itr
