#include "cli/db_care.hpp"

#include <fmt/format.h>

#include <chrono>
#include <itr/care.hpp>
#include <itr/stores/sqlite.hpp>

#include "cli/codes.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"
#include "cli/store_choice.hpp"

namespace itr::cli {
namespace {

struct CareOptions {
    std::string db, file, before, older_than, now, tenant = "default", format = "text";
    std::vector<std::string> tenants;
    std::int64_t batch = 64;
};

/// Lines that pass by: counted for those who wait, and no more of them once the program is to stop.
class Passing {
  public:
    [[nodiscard]] care::WriteLine of(care::WriteLine write) {
        return [this, write = std::move(write)](std::string_view line) -> Status {
            if (auto ok = step(); !ok) return ok;
            return write(line);
        };
    }
    [[nodiscard]] care::ReadLine of(care::ReadLine read) {
        return [this, read = std::move(read)](std::string& line) -> Result<bool> {
            if (auto ok = step(); !ok) return fail(ok.error());
            auto more = read(line);
            // The signal comes while it waits for the next line.
            if (stop_requested()) return fail(stopped, after());
            return more;
        };
    }

  private:
    [[nodiscard]] Status step() {
        if (stop_requested()) return fail(stopped, after());
        progress_.update(++lines_);
        return {};
    }
    [[nodiscard]] std::string after() const { return fmt::format("stopped after {} lines", lines_); }

    Progress progress_{"lines"};
    std::size_t lines_ = 0;
};

/// Work on a whole file, of which SQLite tells no more than that it goes on.
class Working {
  public:
    Working() { watch_for_stop(); }
    [[nodiscard]] store::KeepGoing keep_going() {
        return [this] {
            const auto taken = std::chrono::steady_clock::now() - begun_;
            progress_.update(
                static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::seconds>(taken).count()));
            return !stop_requested();
        };
    }

  private:
    Progress progress_{"seconds at work"};
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

int tell(const CareOptions& options, std::string_view words, const care::Counts& counts) {
    for (const auto& [key, why] : counts.left_out)
        complain(fmt::format("{} of '{}' is left out: {}", key.ticket.text(), key.tenant.text(), why));
    const int exit_code = counts.left_out.empty() ? exit_ok : exit_environment;
    // The lines may go to standard output, and what is told of them does not belong among them.
    if (options.file.empty() || options.file == "-") return exit_code;
    if (options.format == "json")
        print_json(MapValue()
                       .add("ok", Value(counts.left_out.empty()))
                       .add("tickets", counts.tickets)
                       .add("commits", counts.commits)
                       .add("effects", counts.effects)
                       .add("incidents", counts.incidents)
                       .add("skipped", counts.skipped)
                       .add("left_out", counts.left_out.size())
                       .done());
    else
        print_line(fmt::format("{} with {} {}", counted(counts.tickets, "ticket"),
                               counted(counts.commits, "commit"), words));
    return exit_code;
}

int done(const CareOptions& options, std::string_view words) {
    if (options.format == "json")
        print_json(MapValue().add("ok", Value(true)).done());
    else
        print_line(words);
    return exit_ok;
}

/// What is done with a file as a file. A database has tools of its own for it.
Status need_file(const CareOptions& options, std::string_view instead) {
    if (!names_postgres(options.db)) return {};
    return fail(bad_value,
                fmt::format("expected a SQLite file under --db, but found a connection string; {}", instead));
}

int backup(const CareOptions& options) {
    if (auto ok = need_file(options, "a PostgreSQL database is copied by pg_dump"); !ok)
        return fail_with(ok.error());
    if (auto ok = store::backup_sqlite(options.db, options.file, Working().keep_going()); !ok)
        return fail_with(ok.error());
    return done(options, "copied, and the copy is in order");
}

int restore(const CareOptions& options) {
    if (auto ok = need_file(options, "a PostgreSQL database is restored by pg_restore"); !ok)
        return fail_with(ok.error());
    if (auto ok = store::restore_sqlite(options.file, options.db, Working().keep_going()); !ok)
        return fail_with(ok.error());
    return done(options, "restored, and the file is in order");
}

int compact(const CareOptions& options) {
    if (auto ok = need_file(options, "a PostgreSQL database is compacted by VACUUM"); !ok)
        return fail_with(ok.error());
    if (auto ok = store::compact_sqlite(options.db, Working().keep_going()); !ok)
        return fail_with(ok.error());
    return done(options, "written anew without free room");
}

int verify(const CareOptions& options) {
    if (auto ok =
            need_file(options, "the chains of a PostgreSQL database are verified by 'itr audit verify'");
        !ok)
        return fail_with(ok.error());
    if (auto ok = store::check_sqlite(options.db, Working().keep_going()); !ok) return fail_with(ok.error());
    return done(options, "every page and every commit is in its place");
}

int export_tickets(const CareOptions& options) {
    // Among the lines that go to standard output nothing else is told.
    if (options.file.empty() || options.file == "-") tell_errors(Errors::in_words);
    watch_for_stop();
    const auto store = open_to_read(options.db);
    if (!store) return fail_with(store.error());
    auto file = LineFile::to_write_whole(options.file);
    if (!file) return fail_with(file.error());
    std::vector<TenantId> tenants;
    for (const std::string& tenant : options.tenants) tenants.emplace_back(tenant);
    const auto counts =
        care::export_store(**store, tenants, Passing().of(file->writer()))
            .and_then([&](const care::Counts& all) { return file->finish().map([&] { return all; }); });
    if (!counts) return file->discard(), fail_with(counts.error());
    return tell(options, "exported", *counts);
}

int import_tickets(const CareOptions& options) {
    watch_for_stop();
    if (options.db.empty()) return fail_with({no_database, "expected the file with the tickets (--db FILE)"});
    auto file = LineFile::to_read(options.file);
    if (!file) return fail_with(file.error());
    const auto store = open_store({options.db, "full", true});
    if (!store) return fail_with(store.error());
    const auto counts = care::import_store(**store, Passing().of(file->reader()));
    if (!counts) return fail_with(counts.error());
    return tell(
        options,
        counts->skipped == 0 ? "imported" : fmt::format("imported, {} were there already", counts->skipped),
        *counts);
}

Result<Instant> retained_since(const CareOptions& options) {
    if (options.before.empty() == options.older_than.empty())
        return fail(bad_value, "expected either --before INSTANT or --older-than LENGTH");
    if (!options.before.empty()) return parse_instant(options.before);
    const auto age = parse_duration(options.older_than);
    if (!age) return fail(age.error());
    if (*age < Duration{})
        return fail(bad_value,
                    fmt::format("expected a length that lies back, but found '{}'", options.older_than));
    const auto now = now_of(options.now);
    if (!now) return fail(now.error());
    return Instant{now->ms - age->ms};
}

int archive(const CareOptions& options) {
    watch_for_stop();
    if (options.db.empty()) return fail_with({no_database, "expected the file with the tickets (--db FILE)"});
    const auto before = retained_since(options);
    if (!before) return fail_with(before.error());
    const auto store = open_store({options.db, "full", false});
    if (!store) return fail_with(store.error());
    // Not under another name first: what is in it is not in the store any more.
    auto file = LineFile::to_write(options.file);
    if (!file) return fail_with(file.error());
    care::ArchiveOptions how;
    how.before = *before;
    how.tickets_a_batch = static_cast<std::size_t>(options.batch);
    how.make_durable = [&] { return file->make_durable(); };
    const auto counts = care::archive(**store, TenantId(options.tenant), how, Passing().of(file->writer()));
    if (!counts) return fail_with(counts.error());
    if (auto ok = file->make_durable(); !ok) return fail_with(ok.error());
    return tell(options, "archived", *counts);
}

}  // namespace

void add_db_care(Arguments& group) {
    const auto add = [&group](const char* name, const char* help, int (*run)(const CareOptions&)) {
        const auto options = std::make_shared<CareOptions>();
        Arguments command = group.command(name, help, [options, run] { return run(*options); });
        command.option("--db", options->db, "the file with the tickets")
            .choice("--format", options->format, {"text", "json"}, "for people or for machines");
        return std::pair(command, options);
    };
    const auto with_file = [](auto&& made, const char* help) {
        made.first.positional("file", made.second->file, help);
    };
    with_file(add("backup", "Copy a SQLite file while it is in use, and check the copy", backup),
              "the copy; there must be no such file");
    with_file(add("restore", "Put a backup in the place of a SQLite file that is not there", restore),
              "the backup");
    add("compact", "Write a SQLite file anew without the room of what was taken away", compact);
    add("verify", "Check every page and chain of a SQLite file; it may be in use", verify);
    {
        auto [command, options] =
            add("export", "Write tickets with their history as JSON lines", export_tickets);
        command.positional("file", options->file, "a new file; - or none: standard output", false)
            .list("--tenant", options->tenants, "whose tickets (default: all)");
    }
    with_file(add("import", "Read exported tickets; nothing fires", import_tickets),
              "the file; -: standard input");
    auto [command, options] =
        add("archive", "Move closed tickets into a file of JSON lines, a few at a time", archive);
    command.positional("file", options->file, "a new file")
        .option("--tenant", options->tenant, "whose tickets")
        .option("--before", options->before, "not changed since this instant")
        .option("--older-than", options->older_than, "not changed for so long, such as 17520h")
        .option("--now", options->now, "the present instant, RFC 3339 (default: the clock on the wall)")
        .number("--batch", options->batch, 1, store::max_page, "tickets that are taken away at once");
}

}  // namespace itr::cli
