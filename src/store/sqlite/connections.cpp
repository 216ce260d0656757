#include "store/sqlite/connections.hpp"

#include "store/codes.hpp"

namespace itr::store::sqlite {

void Writer::commit(std::span<Member* const> group) {
    const Status outcome = broken_ ? Status(fail(*broken_)) : run_all(group);
    if (outcome) return;
    if (database_.in_transaction())
        if (auto ok = database_.run("ROLLBACK"); !ok) broken_ = ok.error();
    for (Member* member : group) member->status = outcome;
}

Status Writer::run_all(std::span<Member* const> group) {
    if (auto ok = database_.run("BEGIN IMMEDIATE"); !ok) return ok;
    if (group.size() == 1) {
        // Alone, the transaction itself takes back what failed.
        if (auto ok = (*group.front()->job)(); !ok) return ok;
        return finish();
    }
    for (Member* member : group)
        if (auto ok = run_apart(*member); !ok) return ok;
    return finish();
}

/// Fails only if the whole transaction is lost.
Status Writer::run_apart(Member& member) {
    if (auto ok = database_.run("SAVEPOINT member"); !ok) return ok;
    member.status = (*member.job)();
    // Out of room or a failing disk make SQLite take back everything.
    if (!database_.in_transaction()) return member.status;
    if (!member.status)
        if (auto ok = database_.run("ROLLBACK TO member"); !ok) return ok;
    return database_.run("RELEASE member");
}

Status Writer::finish() {
    auto committed = database_.run("COMMIT");
    if (!committed && committed.error().code == store_io)
        broken_ = Error{store_io, "the store must be opened again, since a commit failed half way: " +
                                      committed.error().message};
    return committed;
}

}  // namespace itr::store::sqlite
