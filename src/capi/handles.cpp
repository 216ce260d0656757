#include "capi/handles.hpp"

#include <atomic>
#include <new>

namespace itr::capi {
namespace {

constexpr unsigned place_bits = 24;
constexpr unsigned generation_bits = 24;
constexpr std::uint64_t place_mask = (std::uint64_t{1} << place_bits) - 1;
constexpr std::uint64_t generation_mask = (std::uint64_t{1} << generation_bits) - 1;

constexpr std::array<std::string_view, 12> names{"handle",   "error",      "bytes",   "actor",
                                                 "pack",     "store",      "host",    "engine",
                                                 "calendar", "expression", "decider", "reply"};

struct Place {
    std::size_t part, slot;
    std::uint32_t generation;
};

Place place_of(std::uint64_t handle, std::size_t parts) {
    const std::uint64_t place = handle & place_mask;
    return {static_cast<std::size_t>(place % parts), static_cast<std::size_t>(place / parts),
            static_cast<std::uint32_t>(handle >> place_bits & generation_mask)};
}

std::size_t part_of_this_thread(std::size_t parts) {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
    return mine % parts;
}

}  // namespace

std::string_view name_of(Held kind) noexcept { return names[static_cast<std::size_t>(kind)]; }

std::optional<Held> Handles::kind_of(std::uint64_t handle) noexcept {
    const std::uint64_t kind = handle >> (place_bits + generation_bits);
    if (kind == 0 || kind >= names.size()) return std::nullopt;
    return static_cast<Held>(kind);
}

std::uint64_t Handles::add(Held kind, Object object) {
    const std::size_t number = part_of_this_thread(part_count);
    Part& part = parts_[number];
    const std::lock_guard lock(part.mutex);
    if (part.free.empty()) {
        if (part.slots.size() == max_slots) throw std::bad_alloc();
        part.free.reserve(part.slots.size() + 1);  // so that closing needs no memory
        part.slots.emplace_back();
        part.free.push_back(static_cast<std::uint32_t>(part.slots.size() - 1));
    }
    const std::uint32_t index = part.free.back();
    part.free.pop_back();
    Slot& slot = part.slots[index];
    slot.object = std::move(object);
    slot.kind = kind;
    ++slot.generation;
    ++part.open;
    return static_cast<std::uint64_t>(kind) << (place_bits + generation_bits) |
           static_cast<std::uint64_t>(slot.generation) << place_bits | (index * part_count + number);
}

template <typename Self, typename Use>
std::variant<Handles::Object, Invalid> Handles::at(Self& self, Held kind, std::uint64_t handle, Use use) {
    const auto given = kind_of(handle);
    if (!given) return Invalid::unknown;
    const Place place = place_of(handle, part_count);
    auto& part = self.parts_[place.part];
    const std::lock_guard lock(part.mutex);
    if (place.slot >= part.slots.size() || place.generation == 0 ||
        place.generation > part.slots[place.slot].generation)
        return Invalid::unknown;
    auto& slot = part.slots[place.slot];
    const bool lives = slot.object != nullptr && slot.generation == place.generation;
    if (!lives) return Invalid::closed;
    if (slot.kind != *given) return Invalid::unknown;
    if (*given != kind) return Invalid::other_kind;
    return use(part, slot, static_cast<std::uint32_t>(place.slot));
}

std::variant<Handles::Object, Invalid> Handles::find(Held kind, std::uint64_t handle) const {
    return at(*this, kind, handle, [](const Part&, const Slot& slot, std::uint32_t) { return slot.object; });
}

std::variant<Handles::Object, Invalid> Handles::take(Held kind, std::uint64_t handle) {
    return at(*this, kind, handle, [](Part& part, Slot& slot, std::uint32_t index) {
        Object object = std::move(slot.object);
        slot.object = nullptr;
        --part.open;
        if (slot.generation < last_generation) part.free.push_back(index);
        return object;
    });
}

std::uint64_t Handles::open() const {
    std::uint64_t count = 0;
    for (const Part& part : parts_) {
        const std::lock_guard lock(part.mutex);
        count += part.open;
    }
    return count;
}

Handles& handles() {
    static auto* const table = new Handles;  // NOLINT: see the header
    return *table;
}

}  // namespace itr::capi
