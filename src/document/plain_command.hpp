// Commands and data as they are mostly given, read in one pass.
#pragma once

#include "base/json_pieces.hpp"
#include "document/plain_members.hpp"

namespace itr::document {

/// Values by field name, as read_data() gives them.
class PlainData {
  public:
    void key(std::string_view name) { data_.emplace_back(name, Value()); }
    bool add(Value value) {
        data_.back().second = std::move(value);
        return true;
    }
    /// In order of names. Nothing where a name comes twice, or where the object stands for another kind of
    /// value.
    [[nodiscard]] std::optional<Data> done();

  private:
    Data data_;
};

/// The pieces of a command.
class PlainCommand final : public JsonPieces {
  public:
    [[nodiscard]] Take begin(bool object) override;
    [[nodiscard]] bool end() override;
    [[nodiscard]] bool key(std::string_view name) override;
    [[nodiscard]] bool text(std::string_view text) override;
    [[nodiscard]] bool value(Value value) override;

    [[nodiscard]] PlainMembers& members() noexcept { return members_; }
    /// Null where there was none.
    [[nodiscard]] PlainMembers* actor() noexcept { return has_actor_ ? &actor_ : nullptr; }

  private:
    enum class Place : std::uint8_t { outside, command, actor, data, texts, texts_of_actor };

    PlainMembers members_, actor_;
    PlainData data_;
    std::vector<std::string> texts_;
    Place place_ = Place::outside;
    bool in_actor_member_ = false;  ///< the last key of the command was `actor`
    bool has_actor_ = false;
};

}  // namespace itr::document
