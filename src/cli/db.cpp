// itr db: what the tickets live in is made, brought up to date, looked over.
#include <fmt/format.h>

#include <itr/restore.hpp>
#include <itr/ticket.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/db_care.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stop.hpp"
#include "cli/store_choice.hpp"
#include "cli/stored_packs.hpp"

namespace itr::cli {
namespace {

struct DbOptions {
    std::string db, tenant, format = "text";
};

/// Reads every ticket whole: each of its commits, and its state. What cannot be read is told, and holds up no
/// other.
class Reader final : public store::Store::Visitor {
  public:
    Reader(store::Store& store, const PackSource& packs) : store_(store), packs_(packs) {}

    [[nodiscard]] Status read_all_of(TenantId tenant) {
        tenant_ = std::move(tenant);
        return store_.each_ticket(tenant_, *this);
    }

    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        if (stop_requested()) return fail(stopped, "stopped after " + counted(tickets_read, "ticket"));
        progress_.update(++tickets_read);
        commits_read += commits.size();
        if (const auto ok = read(ticket, commits); !ok) {
            ++tickets_damaged;
            complain(fmt::format("{} of '{}' cannot be read ({}): {}", ticket.text(), tenant_.text(),
                                 ok.error().code.text(), ok.error().message));
        }
        return {};
    }
    std::size_t tickets_read = 0, commits_read = 0, tickets_damaged = 0;

  private:
    [[nodiscard]] Status read(const TicketId& ticket, std::span<const store::Commit> commits) const {
        const auto loaded = store_.load({tenant_, ticket});
        if (!loaded) return fail(loaded.error());
        if (!*loaded) return {};  // taken away since
        Vocabulary vocabulary;
        for (const store::Commit& stored : commits) {
            const auto commit = read_commit(stored.text, packs_, vocabulary, (*loaded)->personal);
            if (!commit)
                return fail(commit.error().code,
                            fmt::format("version {}: {}", stored.version, commit.error().message));
        }
        const auto state = restore({tenant_, ticket}, **loaded, packs_);
        return state ? Status() : fail(state.error());
    }

    store::Store& store_;
    const PackSource& packs_;
    TenantId tenant_;
    Progress progress_{"tickets"};
};

int tell(const DbOptions& options, const std::string& words) {
    if (options.format == "json")
        print_json(MapValue().add("ok", Value(true)).add("message", Value(words)).done());
    else
        print_line(words);
    return exit_ok;
}

Error no_db() {
    return {no_database, "expected a file or a connection string (--db FILE, --db postgres://…)"};
}

int tell(const DbOptions& options, const Reader& reader, const store::Counters& all) {
    const bool ok = reader.tickets_damaged == 0;
    const auto words =
        fmt::format("read {} with {} of {}; of all tenants there are {} with {}, {} waiting, {}{}",
                    counted(reader.tickets_read, "ticket"), counted(reader.commits_read, "commit"),
                    options.tenant.empty() ? "all tenants" : "tenant " + options.tenant,
                    counted(all.tickets, "ticket"), counted(all.commits, "commit"),
                    counted(all.effects_waiting, "effect"), counted(all.incidents, "incident"),
                    ok ? "" : fmt::format("; {} cannot be read", counted(reader.tickets_damaged, "ticket")));
    if (options.format == "json")
        print_json(MapValue()
                       .add("ok", Value(ok))
                       .add("message", Value(words))
                       .add("tickets", reader.tickets_read)
                       .add("commits", reader.commits_read)
                       .add("damaged", reader.tickets_damaged)
                       .done());
    else
        print_line(words);
    return ok ? exit_ok : exit_environment;
}

int init(const DbOptions& options) {
    if (options.db.empty()) return fail_with(no_db());
    const auto made = open_store({options.db, "full", true});
    if (!made) return fail_with(made.error());
    return tell(options, "ready for tickets");
}

int migrate(const DbOptions& options) {
    if (options.db.empty()) return fail_with(no_db());
    const auto done = migrate_store(options.db);
    if (!done) return fail_with(done.error());
    return tell(options, *done);
}

int check(const DbOptions& options) {
    watch_for_stop();
    if (options.db.empty()) return fail_with(no_db());
    const auto store = open_to_read(options.db);
    if (!store) return fail_with(store.error());
    const auto packs = StoredPacks::read(**store);
    if (!packs) return fail_with(packs.error());
    const auto tenants =
        options.tenant.empty() ? (*store)->tenants() : std::vector<TenantId>{TenantId(options.tenant)};
    if (!tenants) return fail_with(tenants.error());
    Reader reader(**store, *packs);
    for (const TenantId& tenant : *tenants)
        if (auto ok = reader.read_all_of(tenant); !ok) return fail_with(ok.error());
    const auto counters = (*store)->counters();
    if (!counters) return fail_with(counters.error());
    return tell(options, reader, *counters);
}

}  // namespace

void add_db(Arguments& root) {
    Arguments group = root.command("db", "What the tickets live in: make, look over, copy, move, archive");
    const auto add = [&group](const char* name, const char* help, int (*run)(const DbOptions&)) {
        const auto options = std::make_shared<DbOptions>();
        Arguments command = group.command(name, help, [options, run] { return run(*options); });
        command.option("--db", options->db, "a SQLite file, or a connection string of PostgreSQL")
            .choice("--format", options->format, {"text", "json"}, "for people or for machines");
        return std::pair(command, options);
    };
    add("init", "Make the file or the tables, if they are not there", init);
    add("migrate", "Bring them up to the format of this program", migrate);
    auto [command, options] = add("check", "Read all tickets, say which cannot be read, and count", check);
    command.option("--tenant", options->tenant, "only the tickets of this one");
    add_db_care(group);
}

}  // namespace itr::cli
