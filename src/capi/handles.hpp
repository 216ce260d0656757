// The table of everything that a C program holds: numbers that cannot be mistaken for one another.
#pragma once

#include <array>
#include <cstdint>
#include <itr/error.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace itr::capi {

/// What a handle stands for.
enum class Held : std::uint8_t {
    error = 1,
    bytes,
    actor,
    pack,
    store,
    host,
    engine,
    calendar,
    expression,
    decider,
    reply
};
[[nodiscard]] std::string_view name_of(Held kind) noexcept;

/// Why a number is no handle of the kind that was wanted.
enum class Invalid : std::uint8_t { unknown, closed, other_kind };

/// Handles are below 2^53: kind (4 bits), generation (24), place in the table (24). A place is used again
/// with the next generation, so that an old number does not come to mean something new; after the last
/// generation it is not used again. Safe for concurrent use; threads mostly work in parts of the table of
/// their own.
class Handles {
  public:
    using Object = std::shared_ptr<void>;

    [[nodiscard]] std::uint64_t add(Held kind, Object object);
    [[nodiscard]] std::variant<Object, Invalid> find(Held kind, std::uint64_t handle) const;
    /// As find(), and the handle is closed. The object goes when its last user is done.
    [[nodiscard]] std::variant<Object, Invalid> take(Held kind, std::uint64_t handle);
    [[nodiscard]] std::uint64_t open() const;

    /// The kind that a number was given out for, whether it is still open or not.
    [[nodiscard]] static std::optional<Held> kind_of(std::uint64_t handle) noexcept;

  private:
    static constexpr std::size_t part_count = 16;
    static constexpr std::uint32_t last_generation = (1U << 24) - 1;
    static constexpr std::size_t max_slots = (std::size_t{1} << 24) / part_count;  ///< of a part

    struct Slot {
        Object object;
        std::uint32_t generation = 0;
        Held kind{};
    };
    struct Part {
        mutable std::mutex mutex;
        std::vector<Slot> slots;
        std::vector<std::uint32_t> free;
        std::uint64_t open = 0;
    };

    template <typename Self, typename Use>
    static std::variant<Object, Invalid> at(Self& self, Held kind, std::uint64_t handle, Use use);

    std::array<Part, part_count> parts_;
};

/// Of the process. Never destroyed, because a program may close handles while it ends.
[[nodiscard]] Handles& handles();

}  // namespace itr::capi
