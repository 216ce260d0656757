#include "structure/schedule.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

using Front = std::vector<std::uint16_t>;

class Flattener {
  public:
    Flattener(Agenda& agenda, const Resources& resources) : agenda_(agenda), resources_(resources) {}

    Front add(const Sequence& steps, Front front) {
        for (const Item& item : steps)
            front = item.regions.empty() ? step(item, front) : regions(item, front);
        return front;
    }

  private:
    Front step(const Item& item, const Front& front) {
        if (item.job == no_job) return front;
        agenda_.tasks.push_back({item.job, item.state, resources_.of_state[item.state], front, {}});
        return {static_cast<std::uint16_t>(agenda_.tasks.size() - 1)};
    }

    Front regions(const Item& item, const Front& front) {
        Front all;
        for (std::size_t r = 0; r < item.regions.size(); ++r) {
            const Front end = add(item.regions[r], front);
            if (item.leader >= 0 && static_cast<std::size_t>(item.leader) != r) continue;
            for (const auto task : end)
                if (std::ranges::find(all, task) == all.end()) all.push_back(task);
        }
        return all;
    }

    Agenda& agenda_;
    const Resources& resources_;
};

/// Tasks that precede each task, directly or not.
std::vector<std::vector<bool>> ancestry(const Agenda& agenda) {
    std::vector<std::vector<bool>> earlier(agenda.tasks.size(),
                                           std::vector<bool>(agenda.tasks.size(), false));
    for (std::size_t t = 0; t < agenda.tasks.size(); ++t) {
        for (const auto before : agenda.tasks[t].before) {
            earlier[t][before] = true;
            for (std::size_t i = 0; i < t; ++i)
                if (earlier[before][i]) earlier[t][i] = true;
        }
    }
    return earlier;
}

bool share(const Task& a, const Task& b) {
    return std::ranges::any_of(a.uses,
                               [&](auto use) { return std::ranges::find(b.uses, use) != b.uses.end(); });
}

/// Where no task waits for what another uses there is one order: each begins when those before it are done.
Timing one_after_the_other(const Agenda& agenda, const Duties& duties, Instant arrival) {
    Timing timing;
    timing.begins.reserve(agenda.tasks.size());
    timing.ends.reserve(agenda.tasks.size());
    for (const Task& task : agenda.tasks) {
        Instant begin = arrival;
        for (const auto before : task.before) begin = std::max(begin, timing.ends[before]);
        timing.begins.push_back(begin);
        timing.ends.push_back(begin == never ? never : duties.job(task.job).end(begin));
    }
    timing.end = arrival;
    for (const auto task : agenda.ends) timing.end = std::max(timing.end, timing.ends[task]);
    return timing;
}

/// Tries every order; see latest().
class Orders {
  public:
    Orders(const Agenda& agenda, const Resources& resources, const Duties& duties, Instant arrival)
        : agenda_(agenda), duties_(duties), arrival_(arrival), free_(resources.counts) {
        now_.begins.assign(agenda.tasks.size(), never);
        now_.ends.assign(agenda.tasks.size(), never);
        released_.assign(agenda.tasks.size(), false);
    }

    Timing run() {
        go(arrival_);
        worst_.every_order = orders_ < max_orders;
        return worst_;
    }

  private:
    [[nodiscard]] bool is_ready(std::size_t t, Instant at) const {
        if (now_.begins[t] != never) return false;
        return std::ranges::all_of(agenda_.tasks[t].before,
                                   [&](auto b) { return now_.begins[b] != never && now_.ends[b] <= at; });
    }
    [[nodiscard]] bool is_free(const Task& task) const {
        return std::ranges::all_of(task.uses, [&](auto use) { return free_[use] > 0; });
    }
    void begin(std::size_t t, Instant at) {
        now_.begins[t] = at;
        now_.ends[t] = duties_.job(agenda_.tasks[t].job).end(at);
        if (agenda_.tasks[t].contends())
            for (const auto use : agenda_.tasks[t].uses) --free_[use];
    }
    void release(Instant at) {
        for (std::size_t t = 0; t < agenda_.tasks.size(); ++t) {
            if (now_.begins[t] == never || now_.ends[t] > at || released_[t] || !agenda_.tasks[t].contends())
                continue;
            released_[t] = true;
            for (const auto use : agenda_.tasks[t].uses) ++free_[use];
        }
    }
    [[nodiscard]] Instant next_end(Instant at) const {
        Instant next = never;
        for (std::size_t t = 0; t < agenda_.tasks.size(); ++t)
            if (now_.begins[t] != never && now_.ends[t] > at) next = std::min(next, now_.ends[t]);
        return next;
    }

    void go(Instant at) {
        if (orders_ >= max_orders) return;
        while (true) {
            release(at);
            std::vector<std::size_t> waiting;
            bool begun = false;
            for (std::size_t t = 0; t < agenda_.tasks.size(); ++t) {
                if (!is_ready(t, at)) continue;
                if (!agenda_.tasks[t].contends()) {
                    begin(t, at);
                    begun = true;
                } else if (is_free(agenda_.tasks[t])) {
                    waiting.push_back(t);
                }
            }
            if (begun) continue;
            if (waiting.size() == 1) {
                begin(waiting.front(), at);
                continue;
            }
            if (!waiting.empty()) return branch(waiting, at);
            const Instant next = next_end(at);
            if (next == never) return settle();
            at = next;
        }
    }

    void branch(const std::vector<std::size_t>& waiting, Instant at) {
        for (const std::size_t t : waiting) {
            const Timing timing = now_;
            const auto free = free_;
            const auto released = released_;
            begin(t, at);
            go(at);
            now_ = timing;
            free_ = free;
            released_ = released;
        }
    }

    void settle() {
        now_.end = arrival_;
        for (const auto task : agenda_.ends) now_.end = std::max(now_.end, now_.ends[task]);
        if (orders_++ == 0 || now_.end > worst_.end) worst_ = now_;
    }

    const Agenda& agenda_;
    const Duties& duties_;
    Instant arrival_;
    std::vector<int> free_;
    std::vector<bool> released_;
    Timing now_, worst_;
    std::size_t orders_ = 0;
};

}  // namespace

Resources::Resources(const model::Pack& pack, const chart::Chart& chart) : of_state(chart.states().size()) {
    for (const model::Resource& resource : pack.resources) {
        names.push_back(resource.name);
        counts.push_back(resource.count);
    }
    const auto number_of = [&](const std::string& name) {
        const auto known = std::ranges::find(names, name);
        if (known != names.end()) return static_cast<std::uint16_t>(known - names.begin());
        names.push_back(name);
        counts.push_back(1);
        return static_cast<std::uint16_t>(names.size() - 1);
    };
    // States are numbered as they stand: each before those within it.
    chart::StateIndex next = 0;
    const auto walk = [&](const auto& self, const model::State& state) -> void {
        const chart::StateIndex index = next++;
        for (const model::Word& use : state.uses) of_state[index].push_back(number_of(use.text));
        for (const model::State& child : state.states) self(self, child);
    };
    walk(walk, chart.workflow().root);
}

Agenda agenda_of(const Sequence& way, const Resources& resources) {
    Agenda agenda;
    agenda.ends = Flattener(agenda, resources).add(way, {});
    const auto earlier = ancestry(agenda);
    for (std::size_t a = 0; a < agenda.tasks.size(); ++a)
        for (std::size_t b = 0; b < a; ++b) {
            if (earlier[a][b] || !share(agenda.tasks[a], agenda.tasks[b])) continue;
            agenda.tasks[a].rivals.push_back(static_cast<std::uint16_t>(b));
            agenda.tasks[b].rivals.push_back(static_cast<std::uint16_t>(a));
        }
    return agenda;
}

Timing latest(const Agenda& agenda, const Resources& resources, const Duties& duties, Instant arrival) {
    if (std::ranges::none_of(agenda.tasks, &Task::contends))
        return one_after_the_other(agenda, duties, arrival);
    return Orders(agenda, resources, duties, arrival).run();
}

/// However its steps wait for each other, a way takes no more than all of them one after the other.
bool surely_in_time(const Agenda& agenda, const Duties& duties, Measures& measures) {
    Duration taken;
    for (const Task& task : agenda.tasks) {
        const auto own = taken_of(*duties.promise(), duties.job(task.job));
        if (!own) return false;
        taken = taken + *own;
    }
    // Not where both are equal: what ends at a closing may land behind it.
    return taken < measures.least(*duties.promise());
}

std::vector<bool> critical_tasks(const Agenda& agenda, const Timing& timing) {
    std::vector<bool> critical(agenda.tasks.size(), false);
    std::size_t at = agenda.tasks.size();
    for (const auto end : agenda.ends)
        if (at == agenda.tasks.size() || timing.ends[end] > timing.ends[at]) at = end;
    while (at < agenda.tasks.size() && !critical[at]) {
        critical[at] = true;
        std::size_t cause = agenda.tasks.size();
        for (const auto before : agenda.tasks[at].before)
            if (timing.ends[before] == timing.begins[at]) cause = before;
        for (std::size_t t = 0; t < agenda.tasks.size() && cause == agenda.tasks.size(); ++t)
            if (t != at && timing.ends[t] == timing.begins[at] && share(agenda.tasks[t], agenda.tasks[at]))
                cause = t;
        at = cause;
    }
    return critical;
}

}  // namespace itr::structure
