// Working on the tickets of a file: who acts, when, and on which database.
#pragma once

#include <itr/engine.hpp>
#include <itr/result.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace itr::cli {

struct SessionOptions {
    std::string db, actor, party, now, tenant = "default", format = "text", audit_keys;
    std::vector<std::string> roles;
};

/// --db --now --audit-keys --format text|json: of what is done for the tickets of every tenant, by the host.
void add_host_options(Arguments& command, SessionOptions& options);
/// --db --as --actor --party --now --tenant --audit-keys.
void add_session_options(Arguments& command, SessionOptions& options);
/// The above, and --format text|json.
void add_ticket_options(Arguments& command, SessionOptions& options);

struct Session {
    std::unique_ptr<Engine> engine;
    TenantId tenant;
    Actor actor;
    Instant now{};
    bool json = false;

    /// By id, or by number if there is no such id. Fails with `ticket.unknown`, and with
    /// `cli.ambiguous_ticket` where several have the number.
    [[nodiscard]] Result<TicketView> view(const std::string& ticket) const;
    /// Carries out a command on an existing ticket and prints what came of it; the exit code.
    [[nodiscard]] int execute(const std::string& ticket, command::Body body, const std::string& key = {},
                              std::vector<HostTarget> targets = {}) const;
    /// Prints what came of a command; the exit code.
    [[nodiscard]] int tell(const Outcome& outcome) const;
    /// Prints why the answer is no; the exit code: 1 for an unknown ticket, 3 for a failing environment.
    [[nodiscard]] int refuse(const Error& error) const;
};

/// What a command does with the tickets: one that only reads works beside the file's owner.
enum class Access { read, write, create };

/// Opens the file. Without roles the actor is `system`: who may open the file may do everything.
[[nodiscard]] Result<Session> open_session(const SessionOptions& options, Access access);

/// --now, else the wall clock.
[[nodiscard]] Result<Instant> now_of(const std::string& text);

/// What is said to an actor who may not see what everybody in the house may.
[[nodiscard]] Error no_right_to_view();

/// A fresh ticket id.
[[nodiscard]] TicketId make_ticket_id();

}  // namespace itr::cli
