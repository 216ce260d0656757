// Members as most documents have them, kept as they were read: no value of the whole document is built.
#pragma once

#include <array>
#include <cstring>
#include <itr/document.hpp>
#include <variant>

namespace itr::document {

/// Gives what Members gives of the same object, once each, and no complaint: whatever is not as expected
/// makes done() false, and Members, which is asked then, says why.
class PlainMembers {
  public:
    PlainMembers() { members_.reserve(usual); }

    // ---- what is there

    [[nodiscard]] bool key(std::string_view name);
    /// The value of the last key: a text, texts, data, or any other value.
    template <typename T>
    bool add(T value) {
        members_.back().value.emplace<T>(std::move(value));
        return true;
    }

    // ---- what is asked for, as of Members

    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name) {
        return take<std::string>(name);
    }
    [[nodiscard]] std::string text(std::string_view name) { return take<std::string>(name).value_or(""); }
    [[nodiscard]] std::string needed_text(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name, bool otherwise);
    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                      std::int64_t most);
    [[nodiscard]] Data data(std::string_view name) { return take<Data>(name).value_or(Data()); }
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    [[nodiscard]] std::optional<Duration> length(std::string_view name);
    [[nodiscard]] std::optional<Instant> instant(std::string_view name);
    void refuse(const Error& /*error*/) noexcept { failed_ = true; }

    /// That a member was asked for is all that is wanted of it.
    void pass(std::string_view name) { static_cast<void>(take<Value>(name)); }
    /// All was as expected, and nothing was left over.
    [[nodiscard]] bool done();

  private:
    static constexpr std::size_t usual = 10;  ///< members of a command, or fewer
    static constexpr std::size_t longest_name = 22;

    struct Member {
        std::array<char, longest_name> name{};
        std::uint8_t size = 0;
        bool taken = false;
        std::variant<Value, std::string, Data, std::vector<std::string>> value{};

        [[nodiscard]] bool is(std::string_view other) const noexcept {
            return size == other.size() && std::memcmp(name.data(), other.data(), size) == 0;
        }
    };

    [[nodiscard]] Member* find(std::string_view name) noexcept;
    /// Nothing where it is absent; done() is false where it is something else.
    template <typename T>
    [[nodiscard]] std::optional<T> take(std::string_view name) {
        Member* member = find(name);
        if (member == nullptr) return std::nullopt;
        T* value = std::get_if<T>(&member->value);
        if (value == nullptr || member->taken) return failed_ = true, std::nullopt;
        member->taken = true;
        ++taken_;
        return std::move(*value);
    }
    [[nodiscard]] bool is_text(std::string_view name) noexcept;

    std::vector<Member> members_;
    std::size_t taken_ = 0;
    bool failed_ = false;
};

}  // namespace itr::document
