// Names to numbers: there is a name with every command.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace itr::chart {

/// By open addressing, at most half full: mostly one place is looked at, and what stands there is the name.
class Names {
  public:
    /// Gives the name a number unless it has one. Which it has, and whether it is new.
    std::pair<std::uint16_t&, bool> emplace(std::string_view name, std::uint16_t number) {
        if (++count_ * 2 > entries_.size()) grow();
        Entry& entry = entries_[place_of(name)];
        if (entry.taken) {
            --count_;
            return {entry.number, false};
        }
        entry = {std::string(name), number, true};
        return {entry.number, true};
    }
    /// Null pointer if it has none.
    [[nodiscard]] const std::uint16_t* find(std::string_view name) const noexcept {
        if (entries_.empty()) return nullptr;
        const Entry& entry = entries_[place_of(name)];
        return entry.taken ? &entry.number : nullptr;
    }

  private:
    struct Entry {
        std::string name;
        std::uint16_t number = 0;
        bool taken = false;
    };

    /// Where the name is, or may be put.
    [[nodiscard]] std::size_t place_of(std::string_view name) const noexcept {
        std::size_t i = hash(name) & last_;
        while (entries_[i].taken && !bytes::same(entries_[i].name, name)) i = (i + 1) & last_;
        return i;
    }
    void grow() {
        std::vector<Entry> former(entries_.empty() ? 16 : entries_.size() * 2);
        former.swap(entries_);
        last_ = entries_.size() - 1;
        for (Entry& entry : former)
            if (entry.taken) entries_[place_of(entry.name)] = std::move(entry);
    }
    static std::uint64_t hash(std::string_view text) noexcept {
        // Eight bytes at a time, for names are short.
        constexpr std::size_t step = sizeof(std::uint64_t);
        const char* at = text.data();
        const std::size_t size = text.size();
        if (size < step) return size == 0 ? 0 : mixed(size, bytes::load_few(at, size, ' '));
        std::uint64_t hash = size;
        for (std::size_t i = 0; i + step <= size; i += step)
            hash = mixed(hash, bytes::load<std::uint64_t>(at + i));
        return mixed(hash, bytes::load<std::uint64_t>(at + size - step));
    }
    static std::uint64_t mixed(std::uint64_t hash, std::uint64_t bytes) noexcept {
        hash = (hash ^ bytes) * 0x9E37'79B9'7F4A'7C15U;
        return hash ^ hash >> 32U;
    }

    std::vector<Entry> entries_;  ///< their number is a power of two
    std::size_t last_ = 0;        ///< of their places
    std::size_t count_ = 0;
};

}  // namespace itr::chart
