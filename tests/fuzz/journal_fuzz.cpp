// Any bytes as the journal of a ticket, a line a commit, and as snapshots: what reads, writes, and reads back
// as the same; a ticket that grew from it can be looked at. Damage is refused, and never does more harm.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <itr/view.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "support/journal_pack.hpp"

namespace {

using namespace itr;

/// Whatever hash a journal names, it is read with the one pack: hashes are not what is tried here.
struct OnePack final : PackSource {
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash&) const override {
        return test::journal_pack();
    }
};

void require(bool holds) {
    if (!holds) std::abort();
}

std::string written(const Commit& commit) {
    std::string text;
    write_commit(text, *test::journal_pack(), commit);
    return text;
}

std::string written(const Ticket& ticket) {
    std::string text;
    write_snapshot(text, ticket);
    return text;
}

void look_at(const Ticket& ticket) {
    static const Actor system{"host", {"system"}, {}};
    (void)summary_of(ticket);
    (void)view_of(ticket, system, ticket.last_at);
}

void try_snapshot(std::string_view line) {
    const OnePack packs;
    const auto ticket = read_snapshot(line, TenantId("t"), TicketId("T-1"), packs, {});
    if (!ticket) return require(!ticket.error().message.empty());
    const std::string text = written(*ticket);
    const auto again = read_snapshot(text, TenantId("t"), TicketId("T-1"), packs, {});
    require(again.has_value() && written(*again) == text);
    look_at(*again);
}

/// Reads a line on top of what is there, and lets the ticket grow by it.
void try_commit(std::string_view line, Vocabulary& vocabulary, std::optional<Ticket>& ticket) {
    const OnePack packs;
    const auto commit = read_commit(line, packs, vocabulary);
    if (!commit) return require(!commit.error().message.empty());
    const std::string text = written(*commit);
    const auto again = read_commit(text, packs, vocabulary);
    require(again.has_value() && written(*again) == text);
    if (!ticket) ticket = blank_ticket(vocabulary.pack, vocabulary.flow, TenantId("t"), TicketId("T-1"));
    evolve(*ticket, *again);
    look_at(*ticket);
    try_snapshot(written(*ticket));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    require(test::journal_pack() != nullptr);
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    Vocabulary vocabulary;
    std::optional<Ticket> ticket;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        try_commit(line, vocabulary, ticket);
        try_snapshot(line);
    }
    return 0;
}
