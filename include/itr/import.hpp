// Event logs of other systems as commands: a map says which column is what, and the rows of a CSV become the
// opening of tickets and the events sent to them. docs/replay.md describes the map.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <itr/command.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/ticket.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace itr::event_log {

// Limits; exceeding one is `import.too_large`.
inline constexpr std::size_t max_log_bytes = std::size_t{1} << 30;  ///< after decompression
inline constexpr std::size_t max_columns = 1000;
inline constexpr std::size_t max_field_bytes = std::size_t{64} << 10;
inline constexpr std::size_t max_rows = 10'000'000;
inline constexpr std::size_t max_diagnostics = 100;  ///< of one log; a last one says that there are more

/// A text with columns in braces: "{status}/{substatus}". Two braces stand for one.
struct Template {
    struct Piece {
        std::string text;
        bool is_column = false;  ///< `text` is a column's name
    };
    std::vector<Piece> pieces;
};

enum class TimeFormat : std::uint8_t { epoch, epoch_ms, rfc3339 };
enum class As : std::uint8_t { text, integer, number, boolean, timestamp };

struct Assignment {
    std::string field;
    Template value;
    As as = As::text;  ///< an empty text of another type leaves the field out
};

/// What a map file says.
struct Mapping {
    std::string pack;  ///< the folder of the pack, seen from the map's; empty: the caller knows
    char separator = ',';
    Template ticket;  ///< the case a row belongs to: its text is the ticket's id
    std::string time_column;
    TimeFormat time_format = TimeFormat::rfc3339;
    std::string workflow;
    std::vector<Assignment> open_data;         ///< read from the first row of a case
    Template event;                            ///< what a row says
    std::map<std::string, std::string> names;  ///< that → event; empty: by rule, see event_name()
    std::vector<Assignment> data;
    Template actor_id;
    std::vector<std::string> roles;  ///< of the actor
    std::string refused;  ///< an event to send where one was refused, with `event` and `code`; empty: none
};

struct MappingRead {
    std::optional<Mapping> mapping;  ///< none if any diagnostic is an error
    Diagnostics diagnostics;         ///< sorted
};

/// Reads a map. `path` is only a label.
[[nodiscard]] ITR_API MappingRead read_mapping(std::string_view text, const std::string& path);

/// The name of an event where the map has no table: small letters and digits, everything else becomes one '_'
/// ("Accepted/Wait - User" → "accepted_wait_user").
[[nodiscard]] ITR_API std::string event_name(std::string_view text);

/// One row.
struct Happening {
    std::size_t line = 0;  ///< of the log, from 1
    Instant at{};
    std::string ticket, event, actor;
    Data open_data, data;
};

struct Log {
    std::vector<Happening> happenings;  ///< by time; rows of the same instant in their order
    Diagnostics diagnostics;            ///< rows with a mistake are left out and reported here; sorted
};

/// Called now and then with (done, total); returning false ends the work early.
using Progress = std::function<bool(std::size_t, std::size_t)>;

/// Reads a log (CSV as RFC 4180 has it, with a header; LF or CRLF; a byte order mark is skipped). `path` is
/// only a label for places. O(n log n).
[[nodiscard]] ITR_API Log read_log(std::string_view text, const std::string& path, const Mapping& mapping,
                                   const Progress& progress = {});

/// The bytes of a file, inflated if it is compressed with gzip. Fails with `import.unreadable`,
/// `import.too_large`.
[[nodiscard]] ITR_API Result<std::string> read_file(const std::string& path);

/// Shuffles what happened within each ticket; its instants stay in their order. The same seed gives the same
/// order on every machine.
ITR_API void shuffle_within_tickets(std::vector<Happening>& happenings, std::uint64_t seed);

/// Where the commands go: an engine, or the bare core.
class ITR_API Target {
  public:
    virtual ~Target() = default;
    /// The refusal, if the command was refused.
    [[nodiscard]] virtual Result<std::optional<Rejection>> execute(const Command& command, Instant now) = 0;
};

/// What came of a replay.
struct ITR_API Replayed {
    struct Reason {
        std::string code, event;
        friend auto operator<=>(const Reason&, const Reason&) = default;
    };
    struct Count {
        std::size_t tickets = 0, events = 0;
        friend bool operator==(const Count&, const Count&) = default;
    };
    struct Course {
        std::size_t events = 0, refused = 0;
    };
    std::map<std::string, Course> tickets;  ///< by id
    Count refused;                          ///< tickets: with at least one refused event
    std::map<Reason, Count> reasons;        ///< a ticket counts under each of its reasons
    std::size_t events = 0;
    std::size_t lost_notes = 0;                 ///< notes of refusals that were refused themselves
    Instant first = never, last = min_instant;  ///< of the events
    bool complete = true;                       ///< false if `progress` ended it

    /// Of the tickets with at least so many events. O(tickets).
    struct Share {
        std::size_t tickets = 0, refused = 0;
    };
    [[nodiscard]] Share with_events(std::size_t at_least) const;
};

/// Opens each ticket at its first happening and sends every event at its instant. What is refused is counted
/// and passed over; of a ticket whose opening is refused no event is sent, and each counts as refused for
/// that reason. Fails with the target's errors. O(n) commands.
[[nodiscard]] ITR_API Result<Replayed> replay(std::span<const Happening> happenings, const Mapping& mapping,
                                              const TenantId& tenant, Target& target,
                                              const Progress& progress = {});

}  // namespace itr::event_log
