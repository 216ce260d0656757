// A vector that is one pointer wide and keeps little in reserve: for what a hundred thousand tickets have few
// of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <itr/export.hpp>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace itr {

/// As std::vector, as far as it goes. An empty one that never held anything has no memory of its own; a full
/// one grows by a quarter. Iterators are pointers, and end when the vector grows.
template <typename T>
class SlimVector {
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>);

  public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    SlimVector() noexcept = default;
    SlimVector(std::initializer_list<T> items) { assign(items.begin(), items.end()); }
    SlimVector(const SlimVector& other) { assign(other.begin(), other.end()); }
    SlimVector(SlimVector&& other) noexcept : items_(std::exchange(other.items_, nullptr)) {}
    SlimVector& operator=(const SlimVector& other) {
        if (items_ != other.items_ && this != &other) copy(other);  // mostly neither ever held anything
        return *this;
    }
    SlimVector& operator=(SlimVector&& other) noexcept {
        std::swap(items_, other.items_);
        return *this;
    }
    ~SlimVector() {
        if (items_ == nullptr) return;
        clear();
        free(items_);
    }

    [[nodiscard]] std::size_t size() const noexcept { return items_ == nullptr ? 0 : head().size; }
    [[nodiscard]] std::size_t capacity() const noexcept { return items_ == nullptr ? 0 : head().capacity; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] T* data() noexcept { return items_; }
    [[nodiscard]] const T* data() const noexcept { return items_; }
    [[nodiscard]] iterator begin() noexcept { return items_; }
    [[nodiscard]] iterator end() noexcept { return items_ + size(); }
    [[nodiscard]] const_iterator begin() const noexcept { return items_; }
    [[nodiscard]] const_iterator end() const noexcept { return items_ + size(); }
    [[nodiscard]] T& operator[](std::size_t i) noexcept { return items_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return items_[i]; }
    [[nodiscard]] T& front() noexcept { return items_[0]; }
    [[nodiscard]] const T& front() const noexcept { return items_[0]; }
    [[nodiscard]] T& back() noexcept { return items_[size() - 1]; }
    [[nodiscard]] const T& back() const noexcept { return items_[size() - 1]; }

    void clear() noexcept {
        if (items_ == nullptr) return;
        std::destroy_n(items_, head().size);
        head().size = 0;
    }
    void reserve(std::size_t wanted) {
        if (wanted > capacity()) move_to(allocate(wanted));
    }
    void resize(std::size_t wanted) {
        while (size() > wanted) erase(end() - 1);
        if (size() == wanted) return;
        reserve(wanted);
        std::uninitialized_value_construct_n(items_ + size(), wanted - size());
        head().size = static_cast<std::uint32_t>(wanted);
    }
    T& push_back(T item) {
        if (size() == capacity()) reserve(size() + 1 + size() / 4);
        T* added = std::construct_at(items_ + size(), std::move(item));
        ++head().size;
        return *added;
    }
    template <typename... Arguments>
    T& emplace_back(Arguments&&... arguments) {
        return push_back(T(std::forward<Arguments>(arguments)...));
    }
    /// Before `place`.
    iterator insert(const_iterator place, T item) {
        const auto at = place - items_;
        push_back(std::move(item));
        std::rotate(items_ + at, end() - 1, end());
        return items_ + at;
    }
    iterator erase(const_iterator place) noexcept {
        T* at = items_ + (place - items_);
        std::move(at + 1, end(), at);
        std::destroy_at(end() - 1);
        --head().size;
        return at;
    }
    template <typename Iterator>
    void assign(Iterator first, Iterator last) {
        const auto count = static_cast<std::size_t>(last - first);
        reserve(count);
        if (items_ == nullptr) return;
        while (size() > count) erase(end() - 1);
        const auto shared = first + static_cast<std::ptrdiff_t>(size());
        std::copy(first, shared, items_);
        for (auto at = shared; at != last; ++at) {
            std::construct_at(items_ + size(), *at);
            ++head().size;
        }
    }

    /// Of memory outside the vector itself; what the items keep is not counted.
    [[nodiscard]] std::size_t heap_bytes() const noexcept {
        return items_ == nullptr ? 0 : offset + head().capacity * sizeof(T);
    }

    friend bool operator==(const SlimVector& a, const SlimVector& b) noexcept {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

  private:
    /// Lies before the items.
    struct Head {
        std::uint32_t size = 0, capacity = 0;
    };
    static constexpr std::size_t offset = std::max(sizeof(Head), alignof(T));
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__ && offset % alignof(Head) == 0);

    [[nodiscard]] Head& head() const noexcept {
        return *std::launder(reinterpret_cast<Head*>(reinterpret_cast<std::byte*>(items_) - offset));
    }
    ITR_COLD void copy(const SlimVector& other) { assign(other.begin(), other.end()); }
    [[nodiscard]] static T* allocate(std::size_t capacity) {
        if (capacity > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("SlimVector");
        auto* room = static_cast<std::byte*>(::operator new(offset + capacity * sizeof(T)));
        new (room) Head{0, static_cast<std::uint32_t>(capacity)};
        return reinterpret_cast<T*>(room + offset);
    }
    static void free(T* items) noexcept { ::operator delete(reinterpret_cast<std::byte*>(items) - offset); }
    void move_to(T* room) noexcept {
        const std::size_t count = size();
        if (items_ != nullptr) {
            std::uninitialized_move_n(items_, count, room);
            std::destroy_n(items_, count);
            free(items_);
        }
        items_ = room;
        head().size = static_cast<std::uint32_t>(count);
    }

    T* items_ = nullptr;
};

}  // namespace itr
