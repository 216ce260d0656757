// Care of the data, over any store: export and import as JSON lines, and an archive of what is closed. The
// lines are described in docs/care.md.
#pragma once

#include <cstdint>
#include <functional>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/time.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::care {

inline constexpr std::int64_t export_format = 1;
inline constexpr std::size_t max_line_bytes = std::size_t{256} << 20;

/// Takes one line, with its end.
using WriteLine = std::function<Status(std::string_view line)>;
/// Gives the next line without its end; false: there is none.
using ReadLine = std::function<Result<bool>(std::string& line)>;

/// A ticket that the store cannot read.
struct LeftOut {
    store::TicketKey key;
    std::string why;

    friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

struct Counts {
    std::size_t deployments = 0, tickets = 0, commits = 0, effects = 0, incidents = 0;
    std::size_t skipped = 0;  ///< tickets of which an import found all commits that were to come
    /// Not written, because damaged: an export with any is not whole, and says so in its last line.
    std::vector<LeftOut> left_out;

    friend bool operator==(const Counts&, const Counts&) = default;
};

/// Writes everything of these tenants (none named: of all) with the packs they need. Nothing is taken,
/// acknowledged or fired. While others write to the store each ticket is as it was at one of its versions.
/// A damaged ticket (`store.corrupt`) holds up no other: look at Counts::left_out. Fails with the store's
/// other codes, and as `write` does.
[[nodiscard]] ITR_API Result<Counts> export_store(store::Store& store, std::span<const TenantId> tenants,
                                                  const WriteLine& write);

/// Writes what was exported into a store; nothing fires. A ticket that is there already just as it is to be
/// is passed over, so that an import that was cut short can be repeated. What was hidden by whoever worked on
/// it is handed out again. Fails with `care.invalid` for lines that no export wrote, or whose end is missing,
/// with `care.newer_format`, and with `store.conflict` for a ticket that is there and is another; what was
/// written before stays.
[[nodiscard]] ITR_API Result<Counts> import_store(store::Store& store, const ReadLine& read);

/// Calls `visit` for every ticket of an export, with its whole journal; the store is not needed. Stops at the
/// first failure.
[[nodiscard]] ITR_API Status
each_exported(const ReadLine& read,
              const std::function<Status(const store::TicketKey&, std::span<const store::Commit>)>& visit);

struct ArchiveOptions {
    Instant before{};                  ///< what has not changed since
    std::size_t tickets_a_batch = 64;  ///< taken away in one transaction: writers wait no longer than that
    std::function<Status()> make_durable{};  ///< called before tickets of written lines are taken away
};

/// Moves closed tickets into lines as export_store() writes them: tickets that nothing is due of, that have
/// neither effects nor incidents waiting, and no open child. A ticket that changes meanwhile stays, though
/// the lines may have a copy of it as it was; and so does a damaged one (Counts::left_out). Fails with the
/// store's other codes, and as `write` does.
[[nodiscard]] ITR_API Result<Counts> archive(store::Store& store, const TenantId& tenant,
                                             const ArchiveOptions& options, const WriteLine& write);

}  // namespace itr::care
