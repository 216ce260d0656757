#include <algorithm>
#include <itr/insight.hpp>

#include "insight/codes.hpp"
#include "insight/course.hpp"
#include "insight/latest.hpp"

namespace itr::insight {
namespace {

constexpr std::size_t tickets_between_reports = 64;
constexpr Duration age_classes[] = {hours(24),      hours(24 * 7),   hours(24 * 30),
                                    hours(24 * 90), hours(24 * 365), unbounded};

class Counter final : public store::Store::Visitor {
  public:
    Counter(const PackSource& packs, const Options& options, Report& report)
        : packs_(packs), options_(options), report_(report) {}

    Status visit(const TicketId& /*ticket*/, std::span<const store::Commit> commits) override {
        if (read_++ % tickets_between_reports == 0 && options_.progress && !options_.progress(read_ - 1))
            return fail(report_stopped, "the report was stopped before its end");
        Vocabulary vocabulary;
        std::optional<Course> course;
        for (const store::Commit& stored : commits) {
            const auto commit = read_commit(stored.text, packs_, vocabulary);
            if (!commit) return fail(commit.error());
            if (!course) course.emplace(options_, figures(commit->workflow), events_[commit->workflow]);
            course->take(vocabulary.pack->flows()[vocabulary.flow], *commit);
        }
        if (course) course->end(vocabulary.pack->flows()[vocabulary.flow], report_.as_of);
        return {};
    }

    void finish() {
        for (auto& [workflow, counts] : events_) {
            Figures& figures = report_.workflows[workflow];
            std::ranges::sort(counts);
            figures.median_events = counts[(counts.size() - 1) / 2];
            figures.max_events = counts.back();
        }
    }

  private:
    Figures& figures(const std::string& workflow) {
        Figures& figures = report_.workflows[workflow];
        if (figures.backlog.empty())
            for (const Duration below : age_classes) figures.backlog.push_back({below, 0});
        return figures;
    }

    const PackSource& packs_;
    const Options& options_;
    Report& report_;
    std::map<std::string, std::vector<std::size_t>> events_;
    std::size_t read_ = 0;
};

}  // namespace

Result<Report> report(store::Store& store, const TenantId& tenant, const PackSource& packs,
                      const Options& options) {
    Report report;
    const auto as_of = as_of_or_latest(options.as_of, store, tenant);
    if (!as_of) return fail(as_of.error());
    report.as_of = *as_of;
    Counter counter(packs, options, report);
    if (auto ok = store.each_ticket(tenant, counter); !ok) return fail(ok.error());
    counter.finish();
    return report;
}

}  // namespace itr::insight
