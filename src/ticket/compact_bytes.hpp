// Parts of a ticket as bytes and back. Both ways have the same members, so that one description serves both.
#pragma once

#include <bit>
#include <cstdint>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace itr::compact {

/// What a way is handed: to write it, or to fill it in.
template <typename Way, typename Part>
using Passed = std::conditional_t<Way::writes, const Part, Part>;

class Writer {
  public:
    static constexpr bool writes = true;

    explicit Writer(std::string& out) : out_(out) {}

    /// Instants from here on are near this one.
    void near(Instant at) noexcept { near_ = at; }

    /// Seven bits a byte, the lowest first; the highest bit says that more follow.
    template <typename Number>
    void number(Number number) {
        auto rest = static_cast<std::uint64_t>(number);
        for (; rest >= 0x80; rest >>= 7) out_ += static_cast<char>(rest | 0x80);
        out_ += static_cast<char>(rest);
    }
    /// A number whose largest value means none.
    void index(std::uint16_t index) { number(static_cast<std::uint16_t>(index + 1U)); }
    void whole(std::int64_t n) {
        number(static_cast<std::uint64_t>(n) << 1 ^ static_cast<std::uint64_t>(n >> 63));
    }
    void amount(Duration amount) { whole(amount.ms); }
    void instant(Instant at) {
        whole(static_cast<std::int64_t>(static_cast<std::uint64_t>(at.ms) -
                                        static_cast<std::uint64_t>(near_.ms)));
    }
    /// At most seven: one byte.
    template <typename... Flags>
    void flags(Flags... flags) {
        static_assert(sizeof...(Flags) <= 7);
        std::uint64_t bits = 0, bit = 1;
        ((bits |= flags ? bit : 0, bit <<= 1), ...);
        number(bits);
    }
    /// Instants that mostly are `never`.
    template <typename... Instants>
    void rare_instants(const Instants&... at) {
        flags(at != never...);
        ((at != never ? instant(at) : void()), ...);
    }
    void text(std::string_view text) {
        number(text.size());
        out_ += text;
    }
    void value(const Value& value);
    template <typename List, typename Each>
    void list(const List& items, Each each) {
        number(items.size());
        for (const auto& item : items) each(item);
    }

  private:
    std::string& out_;
    Instant near_{};
};

/// Precondition of all: the bytes are what a writer wrote for the same calls.
class Reader {
  public:
    static constexpr bool writes = false;

    explicit Reader(const char* at) noexcept : at_(at) {}

    void near(Instant at) noexcept { near_ = at; }

    template <typename Number>
    void number(Number& number) noexcept {
        number = static_cast<Number>(next());
    }
    void index(std::uint16_t& index) noexcept { index = static_cast<std::uint16_t>(next() - 1); }
    void whole(std::int64_t& n) noexcept {
        const std::uint64_t bits = next();
        n = static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
    }
    void amount(Duration& amount) noexcept { whole(amount.ms); }
    void instant(Instant& at) noexcept {
        whole(at.ms);
        at.ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(at.ms) +
                                          static_cast<std::uint64_t>(near_.ms));
    }
    template <typename... Flags>
    void flags(Flags&... flags) noexcept {
        std::uint64_t bits = next();
        ((flags = (bits & 1) != 0, bits >>= 1), ...);
    }
    template <typename... Instants>
    void rare_instants(Instants&... at) noexcept {
        std::uint64_t bits = next();
        (((bits & 1) != 0 ? instant(at) : void(at = never), bits >>= 1), ...);
    }
    void text(std::string& text) {
        const std::string_view read = view();
        text.assign(read);
    }
    void value(Value& value);
    template <typename List, typename Each>
    void list(List& items, Each each) {
        const auto count = static_cast<std::size_t>(next());
        if constexpr (requires { items.reserve(count); }) items.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            typename List::value_type item{};
            each(item);
            items.push_back(std::move(item));
        }
    }

  private:
    [[nodiscard]] std::uint64_t next() noexcept {
        std::uint64_t number = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at_++);
            number |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) return number;
        }
    }
    [[nodiscard]] std::string_view view() noexcept {
        const auto size = static_cast<std::size_t>(next());
        return {std::exchange(at_, at_ + size), size};
    }

    const char* at_;
    Instant near_{};
};

}  // namespace itr::compact
