#include "holdings.hpp"

#include <functional>
#include <map>
#include <utility>

namespace itr_node {

void Holdings::add(std::uint64_t handle, Place close) { opened_.emplace(handle, Opened{++turns_, close}); }

void Holdings::remove(std::uint64_t handle) { opened_.erase(handle); }

void Holdings::close_all() {
    std::map<std::uint64_t, std::pair<std::uint64_t, Place>, std::greater<>> newest_first;
    for (const auto& [handle, opened] : std::exchange(opened_, {}))
        newest_first.emplace(opened.turn, std::pair(handle, opened.close));
    for (const auto& [turn, held] : newest_first) {
        using Close = itr_status (*)(std::uint64_t, std::uint64_t*);
        const auto close = reinterpret_cast<Close>(Libraries::get().at(held.second).address);
        // What another thread has closed is refused, and changes nothing: no number is given out twice.
        static_cast<void>(close(held.first, nullptr));
    }
}

}  // namespace itr_node
