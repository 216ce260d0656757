#include "cli/engine_backend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace itr::cli {
namespace {

const Actor observer{"system", {"system"}, {}};

class EngineBackend final : public scenario::Backend {
  public:
    explicit EngineBackend(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

    Result<Answer> execute(const Command& command, Instant now) override {
        auto outcome = engine_->execute(command, now);
        if (!outcome) return fail(outcome.error());
        return Answer{outcome->version, std::move(outcome->rejection)};
    }

    Result<Instant> next_due() override { return engine_->next_due(); }

    Status advance(Instant now) override {
        for (std::size_t n = 0; n < scenario::max_wakeups; ++n) {
            const auto advanced = engine_->advance(now);
            if (!advanced) return fail(advanced.error());
            if (!advanced->more) break;
        }
        return {};
    }

    Result<TicketView> view(const TicketId& ticket, Instant now) override {
        return engine_->get(scenario::tenant(), ticket, observer, now);
    }

    Result<std::vector<Value>> journal(const TicketId& ticket, store::Version after) override {
        auto commits = engine_->history(scenario::tenant(), ticket, observer);
        if (!commits) return commits;
        // One entry a commit, from version 1 on.
        commits->erase(commits->begin(), commits->begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                                                after, commits->size())));
        return commits;
    }

    Result<std::vector<TicketId>> children(const TicketId& ticket) override {
        store::Query query;
        query.tenant = scenario::tenant();
        query.parent = ticket.text();
        query.limit = scenario::max_tickets;
        auto page = engine_->query(query, observer);
        if (!page) return fail(page.error());
        // At one instant "t:2" was opened before "t:10".
        std::ranges::stable_sort(page->rows, {}, [](const store::Row& row) {
            return std::tuple(row.summary.opened_at, row.ticket.text().size(), row.ticket.text());
        });
        std::vector<TicketId> found;
        for (store::Row& row : page->rows) found.push_back(std::move(row.ticket));
        return found;
    }

  private:
    std::unique_ptr<Engine> engine_;
};

}  // namespace

Result<std::unique_ptr<scenario::Backend>> make_engine_backend(const std::shared_ptr<const Pack>& pack,
                                                               std::shared_ptr<store::Store> store) {
    EngineOptions options;
    options.store = std::move(store);
    options.zones = pack->zones();
    options.entropy = [] { return std::string("scenarios need no secrets at all"); };
    auto engine = Engine::open(std::move(options));
    if (!engine) return fail(engine.error());
    if (auto deployed = (*engine)->deploy(pack, min_instant, observer); !deployed)
        return fail(deployed.error());
    return std::make_unique<EngineBackend>(*std::move(engine));
}

}  // namespace itr::cli
