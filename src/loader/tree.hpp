// YAML text as a light tree: every node knows its place, aliases share what they stand for.
#pragma once

#include <cstdint>
#include <itr/diagnostic.hpp>
#include <itr/loader.hpp>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace itr::loader {

struct Node {
    enum class Kind : std::uint8_t { null, scalar, sequence, map };
    Kind kind = Kind::null;
    bool plain = false;           ///< a scalar without quotes
    bool flow = false;            ///< a collection in brackets, or a scalar directly within one
    mutable bool broken = false;  ///< reported already: whoever reads it stays silent
    std::uint16_t height = 0;     ///< levels below it
    std::uint32_t line = 0;       ///< from 1
    std::uint32_t column = 0;     ///< from 1, in bytes
    std::uint32_t offset = 0;     ///< of its first byte in the text
    std::uint32_t weight = 1;     ///< nodes from here down, aliases expanded
    std::uint32_t count = 0;      ///< items of a sequence, pairs of a map
    std::string_view text;        ///< of a scalar
    const Node* first = nullptr;
    const Node* next = nullptr;  ///< sibling; a map's children are key, value, key, value …
};

/// `for (const Node& item : items(node))`: those of a sequence; nothing for anything else.
class Items {
  public:
    class Iterator {
      public:
        explicit Iterator(const Node* at) : at_(at) {}
        const Node& operator*() const { return *at_; }
        Iterator& operator++() { return at_ = at_->next, *this; }
        bool operator!=(const Iterator& other) const { return at_ != other.at_; }

      private:
        const Node* at_;
    };
    explicit Items(const Node& node) : first_(node.kind == Node::Kind::sequence ? node.first : nullptr) {}
    [[nodiscard]] Iterator begin() const { return Iterator(first_); }
    [[nodiscard]] Iterator end() const { return Iterator(nullptr); }

  private:
    const Node* first_;
};
[[nodiscard]] inline Items items(const Node& node) { return Items(node); }

/// `for (const auto [key, value] : pairs(node))`: those of a map; nothing for anything else.
class Pairs {
  public:
    struct Pair {
        const Node& key;
        const Node& value;
    };
    class Iterator {
      public:
        explicit Iterator(const Node* at) : at_(at) {}
        Pair operator*() const { return {*at_, *at_->next}; }
        Iterator& operator++() { return at_ = at_->next->next, *this; }
        bool operator!=(const Iterator& other) const { return at_ != other.at_; }

      private:
        const Node* at_;
    };
    explicit Pairs(const Node& node) : first_(node.kind == Node::Kind::map ? node.first : nullptr) {}
    [[nodiscard]] Iterator begin() const { return Iterator(first_); }
    [[nodiscard]] Iterator end() const { return Iterator(nullptr); }

  private:
    const Node* first_;
};
[[nodiscard]] inline Pairs pairs(const Node& node) { return Pairs(node); }

/// The documents of one file, and the memory their nodes lie in.
struct Tree {
    std::unique_ptr<std::pmr::monotonic_buffer_resource> memory;
    std::vector<const Node*> documents;
};

/// What a text may hold. The defaults are those of itr/loader.hpp.
struct Limits {
    std::size_t bytes = max_file_bytes;
    std::size_t nodes = max_nodes;
    std::size_t depth = max_depth;
};

/// What is wrong with the YAML itself is appended to `diagnostics`; documents before the first mistake of
/// syntax are still returned.
[[nodiscard]] Tree parse(std::string_view text, const std::string& file, Diagnostics& diagnostics,
                         const Limits& limits = {});

}  // namespace itr::loader
