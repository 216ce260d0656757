#include "structure/arrivals.hpp"

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace itr::structure {
namespace {

/// Ends that are led back through a step, all together.
constexpr std::size_t max_looks = 10 * max_arrivals;

void sort_out(std::vector<Instant>& instants) {
    std::ranges::sort(instants);
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
}

class Collector {
  public:
    Collector(const Agenda& agenda, const Duties& duties, Measures& measures)
        : agenda_(agenda),
          promise_(*duties.promise()),
          measures_(measures),
          horizon_(measures.horizon()),
          known_(agenda.tasks.size()) {
        begins_.reserve(agenda.tasks.size());
        for (const Task& task : agenda.tasks) begins_.push_back(&measures.begins(duties.job(task.job)));
        max_waits_ = static_cast<std::size_t>(std::ranges::count_if(agenda.tasks, &Task::contends));
    }

    Arrivals run() {
        add(horizon_.from);
        for (const Instant begin : begins_of_note(measures_.begins(promise_))) add(begin);
        if (promise_.calendar != nullptr) lead_back_promise();
        for (std::size_t t = 0; t < agenda_.tasks.size() && may_ask(); ++t) {
            for (const Instant end : ends_of_note(t)) asked_.push_back({t, end, 0});
            for (const Instant begin : begins_of_note(*begins_[t])) begin_by(t, begin, 0);
        }
        lead_back();
        sort_out(found_);
        return {std::move(found_), complete_};
    }

  private:
    /// That a task ends no later, and no earlier from a millisecond later on.
    struct Asked {
        std::size_t task;
        Instant end;
        std::size_t waits;  ///< so far, for what another uses
    };

    /// The last begins before ends are counted otherwise.
    std::vector<Instant> begins_of_note(const Begins& ends) {
        const Job& job = ends.job();
        std::vector<Instant> begins;
        if (job.counts_days()) {
            for (const Instant turn : ends.turns()) begins.push_back(turn - milliseconds(1));
        } else if (!job.is_real()) {
            begins = measures_.edges(*job.calendar);
        }
        if (job.hours != nullptr)
            for (const Instant edge : measures_.edges(*job.hours)) begins.push_back(edge - milliseconds(1));
        return begins;
    }

    /// The ends at edges of its calendar, and with real time after them; of the last ones those at edges of
    /// the promise's, in which is counted what is left.
    std::vector<Instant> ends_of_note(std::size_t task) {
        const Job& job = begins_[task]->job();
        std::vector<Instant> ends;
        if (!job.is_real()) add_edges(job, ends);
        const bool is_last = std::ranges::find(agenda_.ends, task) != agenda_.ends.end();
        if (is_last && promise_.calendar != nullptr) {
            const auto& edges = measures_.edges(*promise_.calendar);
            ends.insert(ends.end(), edges.begin(), edges.end());
        }
        sort_out(ends);
        return ends;
    }

    void add_edges(const Job& job, std::vector<Instant>& ends) {
        const Duration tail = job.target.then_real, longer = job.with_surcharge().then_real;
        for (const Instant edge : measures_.edges(*job.calendar)) {
            ends.push_back(edge + tail);
            if (longer != tail) ends.push_back(edge + longer);
        }
    }

    void lead_back_promise() {
        std::vector<Instant> ends, begins;
        add_edges(promise_, ends);
        const Begins& own = measures_.begins(promise_);
        for (const Instant end : ends) own.ending_by(end, begins);
        for (const Instant begin : begins) add(begin);
        // Of a way without steps the arrival is the end.
        if (agenda_.tasks.empty())
            for (const Instant edge : measures_.edges(*promise_.calendar)) add(edge);
    }

    /// It begins on arrival, when one of those before it ends, or one that uses what it needs.
    void begin_by(std::size_t task, Instant begin, std::size_t waits) {
        if (begin < horizon_.from) return;
        const Task& its = agenda_.tasks[task];
        if (its.before.empty()) add(begin);
        for (const auto earlier : its.before) asked_.push_front({earlier, begin, waits});
        if (waits + 1 < max_waits_ && !its.rivals.empty() && may_ask())
            for (const auto rival : its.rivals) asked_.push_back({rival, begin, waits + 1});
    }

    [[nodiscard]] bool may_ask() {
        if (asked_.size() < max_looks) return true;
        complete_ = false;
        return false;
    }

    /// With the fewest waits first: so what is known leaves nothing out.
    void lead_back() {
        std::vector<Instant> begins;
        for (std::size_t looks = 0; !asked_.empty() && !full_ && looks < max_looks;) {
            const Asked asked = asked_.front();
            asked_.pop_front();
            if (!known_[asked.task].insert(asked.end.ms).second) continue;
            ++looks;
            begins.clear();
            begins_[asked.task]->ending_by(asked.end, begins);
            for (const Instant begin : begins) begin_by(asked.task, begin, asked.waits);
        }
        complete_ = complete_ && asked_.empty();
    }

    void add(Instant at) {
        complete_ = complete_ && !full_;
        if (full_) return;
        for (const Instant each : {at, at + milliseconds(1)})
            if (each >= horizon_.from && each < horizon_.to) found_.push_back(each);
        if (found_.size() + 2 <= max_arrivals) return;
        // Many are found more than once.
        sort_out(found_);
        full_ = found_.size() > max_arrivals / 4 * 3;
    }

    const Agenda& agenda_;
    const Job& promise_;
    Measures& measures_;
    Horizon horizon_;
    std::vector<const Begins*> begins_;  ///< by task
    std::size_t max_waits_ = 0;
    std::deque<Asked> asked_;
    std::vector<std::unordered_set<std::int64_t>> known_;  ///< ends that were asked, by task
    std::vector<Instant> found_;
    bool full_ = false;
    bool complete_ = true;  ///< nothing was left out for want of room
};

}  // namespace

Arrivals arrivals_of(const Agenda& agenda, const Duties& duties, Measures& measures) {
    return Collector(agenda, duties, measures).run();
}

}  // namespace itr::structure
