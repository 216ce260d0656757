#include "document/plain_command.hpp"

#include <algorithm>
#include <utility>

namespace itr::document {
namespace {

/// An object of values alone.
class DataPieces final : public JsonPieces {
  public:
    [[nodiscard]] Take begin(bool object) override {
        if (inside_) return Take::whole;
        inside_ = true;
        return object ? Take::parts : Take::nothing;
    }
    [[nodiscard]] bool end() override { return true; }
    [[nodiscard]] bool key(std::string_view name) override { return data_.key(name), true; }
    [[nodiscard]] bool text(std::string_view text) override { return inside_ && data_.add(Value(text)); }
    [[nodiscard]] bool value(Value value) override { return inside_ && data_.add(std::move(value)); }

    [[nodiscard]] std::optional<Data> done() { return data_.done(); }

  private:
    PlainData data_;
    bool inside_ = false;
};

}  // namespace

std::optional<Data> PlainData::done() {
    if (data_.size() == 1 && data_.front().first.starts_with('$')) return std::nullopt;
    const auto in_order = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!std::ranges::is_sorted(data_, in_order)) std::ranges::sort(data_, in_order);
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    if (std::ranges::adjacent_find(data_, same) != data_.end()) return std::nullopt;
    return std::exchange(data_, {});
}

JsonPieces::Take PlainCommand::begin(bool object) {
    switch (place_) {
        case Place::outside: place_ = Place::command; return object ? Take::parts : Take::nothing;
        case Place::command:
            if (!object)
                place_ = Place::texts;
            else if (!in_actor_member_)
                place_ = Place::data;
            else if (has_actor_)
                return Take::nothing;
            else
                place_ = Place::actor, has_actor_ = true;
            return Take::parts;
        case Place::actor: place_ = Place::texts_of_actor; return object ? Take::nothing : Take::parts;
        case Place::data: return Take::whole;
        default: return Take::nothing;
    }
}

bool PlainCommand::end() {
    switch (std::exchange(place_, Place::command)) {
        case Place::command: place_ = Place::outside; return true;
        case Place::data: {
            auto data = data_.done();
            return data && members_.add(*std::move(data));
        }
        case Place::texts: return members_.add(std::exchange(texts_, {}));
        case Place::texts_of_actor: place_ = Place::actor; return actor_.add(std::exchange(texts_, {}));
        default: return true;
    }
}

bool PlainCommand::key(std::string_view name) {
    switch (place_) {
        case Place::command: in_actor_member_ = name == "actor"; return members_.key(name);
        case Place::actor: return actor_.key(name);
        default: return data_.key(name), true;
    }
}

bool PlainCommand::text(std::string_view text) {
    switch (place_) {
        case Place::outside: return false;
        case Place::command: return members_.add(std::string(text));
        case Place::actor: return actor_.add(std::string(text));
        case Place::data: return data_.add(Value(text));
        default: return texts_.emplace_back(text), texts_.size() <= max_items;
    }
}

bool PlainCommand::value(Value value) {
    switch (place_) {
        case Place::command: return members_.add(std::move(value));
        case Place::actor: return actor_.add(std::move(value));
        case Place::data: return data_.add(std::move(value));
        default: return false;
    }
}

std::optional<Data> read_plain_data(std::string_view json) {
    DataPieces pieces;
    if (!read_json(json, pieces)) return std::nullopt;
    return pieces.done();
}

}  // namespace itr::document
