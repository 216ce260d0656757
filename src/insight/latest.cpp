#include "insight/latest.hpp"

#include <algorithm>

namespace itr::insight {
namespace {

class LatestCommit final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& /*ticket*/, std::span<const store::Commit> commits) override {
        for (const store::Commit& commit : commits) at = std::max(at, commit.at);
        return {};
    }
    Instant at{};
};

}  // namespace

Result<Instant> as_of_or_latest(Instant asked, store::Store& store, const TenantId& tenant) {
    if (asked != never) return asked;
    LatestCommit latest;
    if (auto ok = store.each_ticket(tenant, latest); !ok) return fail(ok.error());
    return latest.at;
}

}  // namespace itr::insight
