// itr audit: whether the journals are the ones that were written.
#include <fmt/format.h>

#include <itr/audit.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"
#include "cli/store_choice.hpp"
#include "cli/stored_packs.hpp"

namespace itr::cli {
namespace {

struct AuditOptions {
    std::string db, tenant = "default", keys, checkpoint, now, format = "text";
    std::vector<std::string> archives;
};

/// What all of them begin with.
struct Open {
    std::shared_ptr<store::Store> store;
    audit::Keys keys;
    std::optional<audit::Checkpoint> since;
};

Result<Open> open(const AuditOptions& options) {
    watch_for_stop();
    auto store = open_to_read(options.db);
    if (!store) return fail(store.error());
    auto keys = read_keys(options.keys);
    if (!keys) return fail(keys.error());
    Open opened{*std::move(store), *std::move(keys), {}};
    if (options.checkpoint.empty()) return opened;
    const auto text = read_file(options.checkpoint);
    if (!text) return fail(text.error());
    auto since = audit::read_checkpoint(*text, opened.keys);
    if (!since) return fail(since.error());
    if (since->tenant.text() != options.tenant)
        return fail(bad_value, fmt::format("expected a checkpoint of tenant '{}', but found one of '{}'",
                                           options.tenant, since->tenant.text()));
    opened.since = *std::move(since);
    return opened;
}

/// Nothing half looked at is called verified.
Status go_on() {
    if (stop_requested()) return fail(stopped, "stopped before the end");
    return {};
}

Status add_archive(const std::string& path, const TenantId& tenant, audit::Verification& verification) {
    auto file = LineFile::to_read(path);
    if (!file) return fail(file.error());
    return care::each_exported(file->reader(), [&](const store::TicketKey& key, const auto& commits) {
        if (key.tenant == tenant) verification.add_archived(key.ticket, commits);
        return go_on();
    });
}

Result<audit::Report> verified(const Open& opened, const AuditOptions& options) {
    const TenantId tenant(options.tenant);
    auto packs = StoredPacks::read(*opened.store);
    if (!packs) return fail(packs.error());
    audit::Verification verification(tenant, opened.keys, opened.since ? &*opened.since : nullptr);
    Progress progress("tickets");
    const auto keep_going = [&](std::size_t tickets) {
        progress.update(tickets);
        return !stop_requested();
    };
    if (auto ok = audit::verify(*opened.store, tenant, &*packs, verification, keep_going); !ok)
        return fail(ok.error());
    for (const std::string& path : options.archives)
        if (auto ok = add_archive(path, tenant, verification); !ok) return fail(ok.error());
    return verification.finish();
}

void print_finding(const audit::Finding& found, bool json) {
    if (json) {
        MapValue map;
        map.add("fault", Value(audit::to_string(found.fault))).add("ticket", Value(found.ticket.text()));
        if (found.version > 0) map.add("version", static_cast<std::size_t>(found.version));
        return print_json(map.add("message", Value(found.message)).done());
    }
    const std::string where = found.version > 0
                                  ? fmt::format("{} version {}", found.ticket.text(), found.version)
                                  : found.ticket.text();
    print_line(
        fmt::format("{}: {}: {}", where, paint(Colour::red, audit::to_string(found.fault)), found.message));
}

int verify(const AuditOptions& options) {
    const auto opened = open(options);
    if (!opened) return fail_with(opened.error());
    const auto report = verified(*opened, options);
    if (!report) return fail_with(report.error());
    const bool json = options.format == "json";
    for (const audit::Finding& found : report->findings) print_finding(found, json);
    if (json)
        print_json(MapValue()
                       .add("ok", Value(report->findings.empty()))
                       .add("tickets", report->tickets)
                       .add("commits", report->commits)
                       .add("unsealed_tickets", report->unsealed_tickets)
                       .add("findings", report->findings.size())
                       .done());
    else
        print_line(fmt::format(
            "{} with {} verified, {} without any link: {}", counted(report->tickets, "ticket"),
            counted(report->commits, "commit"), counted(report->unsealed_tickets, "ticket"),
            report->findings.empty() ? "nothing found" : counted(report->findings.size(), "finding")));
    return report->findings.empty() ? exit_ok : exit_no;
}

int checkpoint(const AuditOptions& options) {
    const auto now = now_of(options.now);
    if (!now) return fail_with(now.error());
    const auto opened = open(options);
    if (!opened) return fail_with(opened.error());
    auto report = verified(*opened, options);
    if (!report) return fail_with(report.error());
    if (!report->findings.empty()) {
        for (const audit::Finding& found : report->findings)
            complain(fmt::format("{} version {}: {}: {}", found.ticket.text(), found.version,
                                 audit::to_string(found.fault), found.message));
        complain("no checkpoint is made of what does not verify");
        return exit_no;
    }
    print(audit::write(audit::make_checkpoint(TenantId(options.tenant), *now, std::move(report->heads),
                                              opened->keys, opened->since ? &*opened->since : nullptr)));
    return exit_ok;
}

/// A commit is canonical JSON already, and what an auditor computes over is its bytes.
class CommitPrinter final : public store::Store::Visitor {
  public:
    Status visit(const TicketId& ticket, std::span<const store::Commit> commits) override {
        for (const store::Commit& commit : commits)
            print_line(
                fmt::format(R"({{"commit":{},"ticket":{}}})", commit.text, to_json(Value(ticket.text()))));
        return go_on();
    }
};

int export_commits(const AuditOptions& options) {
    watch_for_stop();
    const auto store = open_to_read(options.db);
    if (!store) return fail_with(store.error());
    CommitPrinter printer;
    if (auto ok = (*store)->each_ticket(TenantId(options.tenant), printer); !ok) return fail_with(ok.error());
    return exit_ok;
}

int new_key(const std::string& id) {
    const auto key = audit::make_key(id);
    if (!key) return fail_with(key.error());
    print(*key);
    return exit_ok;
}

}  // namespace

void add_audit(Arguments& root) {
    Arguments group = root.command("audit", "Whether the journals are the ones that were written");
    const auto add = [&group](const char* name, const char* help, int (*run)(const AuditOptions&)) {
        const auto options = std::make_shared<AuditOptions>();
        Arguments command = group.command(name, help, [options, run] { return run(*options); });
        command.option("--db", options->db, "the SQLite file with the tickets; it may be in use")
            .option("--tenant", options->tenant, "whose tickets");
        return std::pair(command, options);
    };
    auto [verifying, verified_with] = add("verify", "Find what was changed without the key", verify);
    verifying.option("--keys", verified_with->keys, "the file with the keys")
        .option("--checkpoint", verified_with->checkpoint, "the last checkpoint, kept outside")
        .items("--archive", verified_with->archives, "a file that tickets were archived to since then")
        .choice("--format", verified_with->format, {"text", "json"}, "for people or for machines");
    auto [pointing, made_with] =
        add("checkpoint", "Verify, and print a checkpoint to be kept outside", checkpoint);
    pointing.option("--keys", made_with->keys, "the file with the keys")
        .option("--previous", made_with->checkpoint, "the checkpoint before this one")
        .items("--archive", made_with->archives, "a file that tickets were archived to since then")
        .option("--now", made_with->now, "the present instant, RFC 3339 (default: the clock on the wall)");
    add("export", "Print all commits as JSON lines, without personal texts", export_commits);
    const auto id = std::make_shared<std::string>();
    group.command("key", "Print a new line for a file of keys", [id] { return new_key(*id); })
        .positional("id", *id, "of the key: up to 16 letters, digits, '.', '_', '-'");
}

}  // namespace itr::cli
