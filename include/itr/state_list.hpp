// A short list of a chart's states. What most charts need lies in place, so that neither a ticket at rest nor
// a journal event asks for memory of its own.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <itr/export.hpp>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>

namespace itr::chart {

using StateIndex = std::uint16_t;  ///< document order, pre-order; 0 is the root

/// Six states in place, more on the heap. Iterators are pointers; changing the list ends them.
class StateList {
  public:
    using value_type = StateIndex;
    using iterator = StateIndex*;
    using const_iterator = const StateIndex*;

    StateList() noexcept = default;
    StateList(std::initializer_list<StateIndex> states) { append(std::span(states.begin(), states.size())); }
    explicit StateList(std::span<const StateIndex> states) { append(states); }
    StateList(const StateList& other)
        : size_(other.in_place() ? other.size_ : std::uint16_t{0}), few_(other.few_) {
        if (!other.in_place()) copy(other);
    }
    StateList(StateList&& other) noexcept { take(other); }
    StateList& operator=(const StateList& other) {
        if (in_place() && other.in_place()) {  // nothing of either is elsewhere
            size_ = other.size_;
            few_ = other.few_;
        } else {
            copy(other);
        }
        return *this;
    }
    StateList& operator=(StateList&& other) noexcept {
        if (this == &other) return *this;
        if (!in_place()) delete[] outside();
        take(other);
        return *this;
    }
    ~StateList() {
        if (!in_place()) delete[] outside();
    }

    [[nodiscard]] StateIndex* data() noexcept { return in_place() ? few_.data() : outside(); }
    [[nodiscard]] const StateIndex* data() const noexcept { return in_place() ? few_.data() : outside(); }
    [[nodiscard]] iterator begin() noexcept { return data(); }
    [[nodiscard]] iterator end() noexcept { return data() + size_; }
    [[nodiscard]] const_iterator begin() const noexcept { return data(); }
    [[nodiscard]] const_iterator end() const noexcept { return data() + size_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    void clear() noexcept { size_ = 0; }
    /// Nothing but this one.
    void assign(StateIndex only) noexcept {
        data()[0] = only;
        size_ = 1;
    }
    void push_back(StateIndex state) {
        if (size_ == capacity_) grow_to(size_ + std::size_t{1});
        data()[size_++] = state;
    }
    void append(std::span<const StateIndex> states) {
        if (size_ + states.size() > capacity_) grow_to(size_ + states.size());
        std::copy(states.begin(), states.end(), data() + size_);
        size_ = static_cast<std::uint16_t>(size_ + states.size());
    }
    /// Before `place`.
    void insert(const_iterator place, StateIndex state) {
        const auto at = place - begin();
        push_back(state);
        std::rotate(begin() + at, end() - 1, end());
    }
    /// Every occurrence.
    void remove(StateIndex state) noexcept {
        size_ = static_cast<std::uint16_t>(std::remove(begin(), end(), state) - begin());
    }

    /// Of memory outside the list itself.
    [[nodiscard]] std::size_t heap_bytes() const noexcept {
        return in_place() ? 0 : capacity_ * sizeof(StateIndex);
    }

    friend bool operator==(const StateList& a, const StateList& b) noexcept {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

  private:
    static constexpr std::uint16_t room_in_place = 6;

    [[nodiscard]] bool in_place() const noexcept { return capacity_ == room_in_place; }
    /// The address lies where the states would.
    [[nodiscard]] StateIndex* outside() const noexcept {
        StateIndex* states = nullptr;
        std::memcpy(static_cast<void*>(&states), few_.data(), sizeof states);
        return states;
    }
    ITR_COLD void copy(const StateList& other) {
        if (this == &other) return;
        clear();
        append(other);
    }
    ITR_COLD void grow_to(std::size_t wanted) {
        constexpr std::size_t most = std::numeric_limits<std::uint16_t>::max();
        if (wanted > most) throw std::length_error("StateList: more states than a chart can have");
        const std::size_t capacity = std::min(most, std::max(wanted, std::size_t{capacity_} * 2));
        auto* states = new StateIndex[capacity];
        std::copy(begin(), end(), states);
        if (!in_place()) delete[] outside();
        std::memcpy(few_.data(), static_cast<const void*>(&states), sizeof states);
        capacity_ = static_cast<std::uint16_t>(capacity);
    }
    /// Leaves the other one empty. This one has no memory of its own.
    void take(StateList& other) noexcept {
        size_ = std::exchange(other.size_, std::uint16_t{0});
        capacity_ = std::exchange(other.capacity_, room_in_place);
        few_ = other.few_;
    }

    std::uint16_t size_ = 0;
    std::uint16_t capacity_ = room_in_place;
    std::array<StateIndex, room_in_place> few_{};
};

static_assert(sizeof(StateList) == 16);

}  // namespace itr::chart
