// The bare programs that the lifecycle of lifecycle_bench.cpp is measured against: the same twelve events,
// guards, fields, two clocks and one pause, with nothing of an engine. `Switched` is a switch over structs;
// `Named` takes the names of events and fields as texts, which is the least that anything driven by data has
// to pay.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace itr::limit {

inline constexpr std::size_t event_count = 12;

/// Of a timing wheel, linked in place.
struct Timer {
    Timer* next = nullptr;
    Timer* previous = nullptr;
    std::uint64_t due = 0;
};

/// Arms and cancels; nothing here is ever late enough to fire.
class Wheel {
  public:
    explicit Wheel(std::uint64_t now);
    Wheel(const Wheel&) = delete;
    Wheel& operator=(const Wheel&) = delete;
    void arm(Timer& timer, std::uint64_t due) noexcept;
    static void cancel(Timer& timer) noexcept;

  private:
    static constexpr unsigned bits = 6, levels = 7;
    std::array<std::array<Timer, 1U << bits>, levels> slots_;
    std::uint64_t now_;
};

class Switched {
  public:
    struct Ticket {
        Timer respond, resolve;
        std::uint64_t remaining = 0, registered_at = 0;
        std::uint32_t id = 0, customer = 7, requester = 7, owner = 0, queue = 0, assignee = 0, approver = 0,
                      cause = 0, solution = 0, info = 0, score = 0;
        std::uint8_t state = 0, severity = 2, contract_active = 1, channel = 1, confirmed = 0;
        bool breached = false;
    };
    static void reset(Ticket& ticket);
    /// False: refused.
    static bool step(Ticket& ticket, std::size_t event, Wheel& wheel);
};

class Named {
  public:
    /// A text in place, or a number.
    struct Cell {
        std::uint8_t kind = 0, length = 0;
        std::array<char, 22> text{};
        std::int64_t number = 0;
        void put(std::string_view value) noexcept;
        [[nodiscard]] std::string_view view() const noexcept { return {text.data(), length}; }
    };
    struct Ticket {
        Timer respond, resolve;
        std::uint64_t remaining = 0;
        std::uint32_t id = 0;
        std::uint8_t state = 0;
        std::array<Cell, 14> fields;
    };
    static void reset(Ticket& ticket);
    static bool step(Ticket& ticket, std::size_t event, Wheel& wheel);
};

}  // namespace itr::limit
