// When the steps of a way take place: one after the other, side by side, and waiting for what they share.
#pragma once

#include <itr/structure.hpp>
#include <vector>

#include "structure/duties.hpp"
#include "structure/path.hpp"

namespace itr::structure {

struct Task {
    std::uint16_t job = no_job;
    chart::StateIndex state = chart::none;
    std::vector<std::uint16_t> uses;    ///< resources, by number
    std::vector<std::uint16_t> before;  ///< tasks that must be done
    std::vector<std::uint16_t> rivals;  ///< tasks that may be under way beside it and need what it uses

    [[nodiscard]] bool contends() const { return !rivals.empty(); }
};

/// A way as tasks; the way is done when those at its `ends` are.
struct Agenda {
    std::vector<Task> tasks;
    std::vector<std::uint16_t> ends;
};

/// How many there are, by number, and what each state uses.
struct Resources {
    std::vector<std::string> names;
    std::vector<int> counts;
    std::vector<std::vector<std::uint16_t>> of_state;

    Resources(const model::Pack& pack, const chart::Chart& chart);
};

[[nodiscard]] Agenda agenda_of(const Sequence& way, const Resources& resources);

struct Timing {
    std::vector<Instant> begins, ends;  ///< by task
    Instant end{};                      ///< of the way; never: the calendars end before it
    bool every_order = true;            ///< no more orders than max_orders
};

/// The latest end of the way from an arrival on, every task taking all it was promised: over all orders in
/// which waiting tasks may get hold of a resource that never stands idle while one waits for it.
[[nodiscard]] Timing latest(const Agenda& agenda, const Resources& resources, const Duties& duties,
                            Instant arrival);
/// Whether the way is over in time from every arrival, as its lengths alone tell: true is sure, false means
/// that calendars or waiting decide.
[[nodiscard]] bool surely_in_time(const Agenda& agenda, const Duties& duties, Measures& measures);

/// The tasks that the end waits for, from the arrival on.
[[nodiscard]] std::vector<bool> critical_tasks(const Agenda& agenda, const Timing& timing);

}  // namespace itr::structure
