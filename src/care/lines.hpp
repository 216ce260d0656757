// The lines of an export.
#pragma once

#include <itr/care.hpp>
#include <itr/value.hpp>
#include <optional>
#include <utility>

namespace itr::care {

/// Everything that a store has of one ticket.
struct Whole {
    store::TicketKey key;
    store::Summary summary;
    Instant next_due = never;
    store::Version snapshot_version = 0;
    std::string snapshot;
    std::vector<store::Commit> commits;
    std::vector<store::Personal> personal;
    std::vector<store::OutboxEffect> effects;
    std::vector<store::Incident> incidents;
};

/// The idempotency key that a ticket's first commit says it was opened with; empty: none.
[[nodiscard]] std::string opening_key(const store::Commit& first);

// ---- writing; each counts what it writes

class Writer {
  public:
    Writer(const WriteLine& write, Counts& counts) : write_(write), counts_(counts) {}

    [[nodiscard]] Status begin();
    [[nodiscard]] Status deployment(const store::Deployment& deployment);
    [[nodiscard]] Status ticket(const Whole& ticket);
    void leave_out(LeftOut ticket) { counts_.left_out.push_back(std::move(ticket)); }
    [[nodiscard]] Status end();

  private:
    [[nodiscard]] Status line(std::string text);

    const WriteLine& write_;
    Counts& counts_;
};

// ---- reading

/// Reads an export line by line and tells what came.
class Reader {
  public:
    explicit Reader(const ReadLine& read) : read_(read) {}

    struct Handler {
        std::function<Status(store::Deployment)> deployment;
        std::function<Status(Whole)> ticket;
    };
    [[nodiscard]] Status run(const Handler& handler);

  private:
    [[nodiscard]] Status take(const Value& line, const Handler& handler);
    [[nodiscard]] Status take_part(std::string_view what, const Value& content);
    [[nodiscard]] Status flush(const Handler& handler);
    [[nodiscard]] tl::unexpected<Error> invalid(std::string_view why) const;

    const ReadLine& read_;
    std::size_t number_ = 0;
    bool begun_ = false, ended_ = false;
    std::size_t tickets_ = 0, commits_ = 0;
    std::optional<Whole> ticket_;
};

}  // namespace itr::care
