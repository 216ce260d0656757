#include "structure/arrivals.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

/// From where a job ends at `end`; working days, asked so often, are led back by their plain length.
Instant lead_back(const Job& job, Instant end) {
    const bool days = job.target.kind == calendar::Target::Kind::working_days;
    return days ? end - job.plain : job.latest_begin(end);
}

/// The tasks before a task and itself, each the first of those it waits for.
std::vector<std::uint16_t> chain_to(const Agenda& agenda, std::uint16_t task) {
    std::vector<std::uint16_t> chain{task};
    while (!agenda.tasks[chain.back()].before.empty())
        chain.push_back(agenda.tasks[chain.back()].before.front());
    return chain;
}

class Collector {
  public:
    Collector(const Agenda& agenda, const Duties& duties, Measures& measures)
        : agenda_(agenda), duties_(duties), measures_(measures), horizon_(measures.horizon()) {}

    std::vector<Instant> run() {
        add(horizon_.from);
        meet(*duties_.promise());
        for (const Task& task : agenda_.tasks) meet(duties_.job(task.job));
        for (const Instant edge : edges_) add(edge);
        for (const Instant edge : edges_)
            if (const Instant at = lead_back(*duties_.promise(), edge); at != never) add(at);
        for (std::uint16_t t = 0; t < agenda_.tasks.size() && !edges_.empty(); ++t) {
            const auto chain = chain_to(agenda_, t);
            for (const Instant edge : edges_) lead_back_along(chain, edge);
        }
        std::ranges::sort(found_);
        found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
        return std::move(found_);
    }

  private:
    void meet(const Job& job) {
        meet(job.calendar);
        meet(job.hours);
        const auto same_days = [&](const Job* other) {
            return other->calendar == job.calendar &&
                   other->target.cut_off_minute == job.target.cut_off_minute;
        };
        if (job.target.kind == calendar::Target::Kind::working_days &&
            std::ranges::none_of(of_days_, same_days)) {
            of_days_.push_back(&job);
            const auto turns = measures_.turns(job);
            edges_.insert(edges_.end(), turns.begin(), turns.end());
        }
        // The last arrival that has the surcharge.
        if (job.hours != nullptr)
            for (const Instant opening : measures_.edges(*job.hours)) add(opening - milliseconds(1));
    }
    void meet(const calendar::Calendar* calendar) {
        if (calendar == nullptr || std::ranges::find(known_, calendar) != known_.end()) return;
        known_.push_back(calendar);
        const auto& edges = measures_.edges(*calendar);
        edges_.insert(edges_.end(), edges.begin(), edges.end());
    }

    void add(Instant at) {
        for (const Instant each : {at, at + milliseconds(1)})
            if (each >= horizon_.from && each < horizon_.to && found_.size() < max_arrivals)
                found_.push_back(each);
    }

    void lead_back_along(const std::vector<std::uint16_t>& chain, Instant edge) {
        if (found_.size() >= max_arrivals) return;
        for (const auto task : chain) {
            const Job& job = duties_.job(agenda_.tasks[task].job);
            edge = lead_back(job, edge);
            if (edge == never || edge < horizon_.from) return;
        }
        add(edge);
    }

    const Agenda& agenda_;
    const Duties& duties_;
    Measures& measures_;
    Horizon horizon_;
    std::vector<const calendar::Calendar*> known_;
    std::vector<const Job*> of_days_;  ///< whose days have been met
    std::vector<Instant> edges_;       ///< of all calendars that matter
    std::vector<Instant> found_;
};

}  // namespace

std::vector<Instant> arrivals_of(const Agenda& agenda, const Duties& duties, Measures& measures) {
    return Collector(agenda, duties, measures).run();
}

}  // namespace itr::structure
