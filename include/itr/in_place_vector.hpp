// A vector whose first items lie in place: for what every ticket has and every command asks for, so that it
// comes from memory with the ticket and not after it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace itr {

/// As std::vector, as far as it goes. The first `room` items need no memory of their own; beyond that all of
/// them lie on the heap, and a full one grows by a quarter. Iterators are pointers, and end when the vector
/// grows or is moved from. Moving is O(room).
template <typename T, std::size_t room>
class InPlaceVector {
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>);
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__ && room > 0);

  public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    InPlaceVector() noexcept = default;
    InPlaceVector(std::initializer_list<T> items) { assign(items.begin(), items.end()); }
    InPlaceVector(const InPlaceVector& other) { assign(other.begin(), other.end()); }
    InPlaceVector(InPlaceVector&& other) noexcept { take(other); }
    InPlaceVector& operator=(const InPlaceVector& other) {
        if (this != &other) assign(other.begin(), other.end());
        return *this;
    }
    InPlaceVector& operator=(InPlaceVector&& other) noexcept {
        if (this == &other) return *this;
        drop();
        take(other);
        return *this;
    }
    ~InPlaceVector() { drop(); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] T* data() noexcept { return items_; }
    [[nodiscard]] const T* data() const noexcept { return items_; }
    [[nodiscard]] iterator begin() noexcept { return items_; }
    [[nodiscard]] iterator end() noexcept { return items_ + size_; }
    [[nodiscard]] const_iterator begin() const noexcept { return items_; }
    [[nodiscard]] const_iterator end() const noexcept { return items_ + size_; }
    [[nodiscard]] T& operator[](std::size_t i) noexcept { return items_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return items_[i]; }
    [[nodiscard]] T& front() noexcept { return items_[0]; }
    [[nodiscard]] const T& front() const noexcept { return items_[0]; }
    [[nodiscard]] T& back() noexcept { return items_[size_ - 1]; }
    [[nodiscard]] const T& back() const noexcept { return items_[size_ - 1]; }

    void clear() noexcept {
        std::destroy_n(items_, size_);
        size_ = 0;
    }
    void reserve(std::size_t wanted) {
        if (wanted > capacity_) move_to_heap(wanted);
    }
    void resize(std::size_t wanted) {
        shorten(wanted);
        reserve(wanted);
        std::uninitialized_value_construct_n(end(), wanted - size_);
        size_ = static_cast<std::uint32_t>(wanted);
    }
    T& push_back(T item) {
        if (size_ == capacity_) reserve(size_ + std::size_t{1} + size_ / 4);
        T* added = std::construct_at(end(), std::move(item));
        ++size_;
        return *added;
    }
    /// Before `place`.
    iterator insert(const_iterator place, T item) {
        const auto at = place - begin();
        push_back(std::move(item));
        std::rotate(begin() + at, end() - 1, end());
        return begin() + at;
    }
    template <typename Iterator>
    void assign(Iterator first, Iterator last) {
        const auto count = static_cast<std::size_t>(last - first);
        reserve(count);
        shorten(count);
        const auto shared = first + static_cast<std::ptrdiff_t>(size_);
        std::copy(first, shared, begin());
        std::uninitialized_copy(shared, last, end());
        size_ = static_cast<std::uint32_t>(count);
    }

    /// Of memory outside the vector itself; what the items keep is not counted.
    [[nodiscard]] std::size_t heap_bytes() const noexcept { return in_place() ? 0 : capacity_ * sizeof(T); }

    friend bool operator==(const InPlaceVector& a, const InPlaceVector& b) noexcept {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

  private:
    [[nodiscard]] T* place() noexcept { return reinterpret_cast<T*>(room_); }
    [[nodiscard]] bool in_place() const noexcept { return capacity_ == room; }
    void shorten(std::size_t wanted) noexcept {
        if (wanted >= size_) return;
        std::destroy(begin() + wanted, end());
        size_ = static_cast<std::uint32_t>(wanted);
    }
    void move_to_heap(std::size_t capacity) {
        if (capacity > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("InPlaceVector");
        auto* items = static_cast<T*>(::operator new(capacity * sizeof(T)));
        std::uninitialized_move(begin(), end(), items);
        std::destroy(begin(), end());
        if (!in_place()) ::operator delete(items_);
        items_ = items;
        capacity_ = static_cast<std::uint32_t>(capacity);
    }
    void drop() noexcept {
        std::destroy(begin(), end());
        if (!in_place()) ::operator delete(items_);
    }
    /// Leaves the other one empty. What was here is gone.
    void take(InPlaceVector& other) noexcept {
        size_ = std::exchange(other.size_, 0U);
        capacity_ = std::exchange(other.capacity_, std::uint32_t{room});
        if (!in_place()) {
            items_ = std::exchange(other.items_, other.place());
            return;
        }
        items_ = place();
        std::uninitialized_move_n(other.items_, size_, items_);
        std::destroy_n(other.items_, size_);
    }

    T* items_ = place();
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = room;
    alignas(T) std::byte room_[room * sizeof(T)];
};

}  // namespace itr
