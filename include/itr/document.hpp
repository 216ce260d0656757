// The JSON documents that cross a door (the C API, `itr run`): read strictly, so that a misspelt member is
// told instead of ignored, and written with the same names. docs/capi.schema.json describes each of them.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <itr/command.hpp>
#include <itr/diagnostic.hpp>
#include <itr/engine.hpp>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/scenario.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <itr/value.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace itr::document {

/// Of the documents' form: the member `v`, which may be left out of what is given and is in all that is
/// returned.
inline constexpr std::int64_t version = 1;
inline constexpr std::size_t max_members = 32;    ///< that a document may have, data not counted
inline constexpr std::size_t max_items = 10'000;  ///< of a list in a document

/// Builds a map value member by member.
class Object {
  public:
    Object& add(std::string_view key, Value value) {
        entries_.push_back({Value(key), std::move(value)});
        return *this;
    }
    Object& add(std::string_view key, std::size_t n) { return add(key, Value(static_cast<std::int64_t>(n))); }
    /// Left out where it is empty.
    Object& text(std::string_view key, const std::string& value) {
        return value.empty() ? *this : add(key, Value(value));
    }
    /// Left out where it is `never`.
    Object& instant(std::string_view key, Instant at) {
        return at == never ? *this : add(key, Value(to_string(at)));
    }
    [[nodiscard]] Value done() { return Value::map(std::move(entries_)); }

  private:
    std::vector<Value::Entry> entries_;
};

/// Each of a range as `make` makes it.
template <typename Range, typename Make>
[[nodiscard]] Value list_of(const Range& range, Make make) {
    std::vector<Value> items;
    items.reserve(std::size(range));
    for (const auto& item : range) items.push_back(make(item));
    return Value::list(std::move(items));
}
[[nodiscard]] ITR_API Value texts_of(std::span<const std::string> texts);

/// The members of one object. The first thing that is not as expected is remembered, reads after it give
/// nothing, and done() tells it. Refers to the value it was made with.
class ITR_API Members {
  public:
    /// `what` is named in complaints: "a command".
    Members(const Value& object, std::string_view what);

    /// Null where it is absent. A member counts as known once it was asked for.
    [[nodiscard]] const Value* find(std::string_view name);
    [[nodiscard]] std::string text(std::string_view name);  ///< absent: empty
    [[nodiscard]] std::string needed_text(std::string_view name);
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name, bool otherwise);
    /// From `least` to `most`.
    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                      std::int64_t most);
    [[nodiscard]] Data data(std::string_view name);                       ///< absent: empty
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);  ///< a text, or a list of them
    [[nodiscard]] std::span<const Value> items(std::string_view name);    ///< absent: empty
    /// "1h30m", or whole milliseconds.
    [[nodiscard]] std::optional<Duration> length(std::string_view name);
    [[nodiscard]] Duration needed_length(std::string_view name);
    /// RFC 3339, or milliseconds since 1970.
    [[nodiscard]] std::optional<Instant> instant(std::string_view name);

    /// Remembers a mistake of the caller's own finding.
    void refuse(Error error);
    [[nodiscard]] bool failed() const noexcept { return problem_.has_value(); }
    /// Fails with `document.invalid`, with `document.unknown_member` where a member was never asked for, with
    /// `document.newer_version`, or with what a text fails to be read with (`time.invalid` …).
    [[nodiscard]] Status done();

  private:
    void missing(std::string_view name);
    void mistaken(std::string_view name, std::string_view expected, const Value& found);
    [[nodiscard]] std::string unknown() const;

    const Value& object_;
    std::string_view what_;
    std::array<std::string_view, max_members> asked_{};
    std::size_t asked_count_ = 0;
    std::bitset<max_members> found_;  ///< which of the object's members were asked for
    std::optional<Error> problem_;
};

// ---- what is given

/// {"id","roles","party"}.
[[nodiscard]] ITR_API Result<Actor> read_actor(const Value& document);

/// The ops of commands, in the order in which complaints name them.
[[nodiscard]] ITR_API std::span<const std::string_view> command_ops() noexcept;
/// Reads the members `tenant ticket key expected_version happened_at targets` and those of the op, and leaves
/// done() to the caller, who has members of its own. Fails with `document.unknown_op`.
[[nodiscard]] ITR_API Result<Command> read_command(Members& members, std::string_view op, Actor actor);
/// {"op","tenant","ticket","actor", …}: a whole command.
[[nodiscard]] ITR_API Result<Command> read_command(const Value& document);
/// The same of a text whose members are as they mostly are, in one pass and without a value of the whole.
/// Nothing of any other text: read_command() reads it, or says what is wrong.
[[nodiscard]] ITR_API std::optional<Command> read_plain_command(std::string_view json);
/// {"customer":"acme", …}: values by field name.
[[nodiscard]] ITR_API Result<Data> read_data(const Value& document);
/// As read_plain_command().
[[nodiscard]] ITR_API std::optional<Data> read_plain_data(std::string_view json);
/// {"commands":[…]}.
[[nodiscard]] ITR_API Result<std::vector<Command>> read_commands(const Value& document);

/// `where` ({"state","workflow" … "open"}), `due_before`, `limit` and `after`; the tenant and done() are left
/// to the caller.
[[nodiscard]] ITR_API store::Query read_query(Members& members);

// ---- what is returned

[[nodiscard]] ITR_API Value to_value(const Location& at);
[[nodiscard]] ITR_API Value to_value(const Diagnostic& diagnostic);
[[nodiscard]] ITR_API Value to_value(const Error& error);
[[nodiscard]] ITR_API Value to_value(const Outcome& outcome);
/// to_value() with `v` as a text, without the value in between; and of many {"outcomes":[…]}.
[[nodiscard]] ITR_API std::string write_outcome(const Outcome& outcome);
[[nodiscard]] ITR_API std::string write_outcomes(std::span<const Outcome> outcomes);
[[nodiscard]] ITR_API Value to_value(const store::Row& row);
[[nodiscard]] ITR_API Value to_value(const store::Page& page);
[[nodiscard]] ITR_API Value to_value(const store::OutboxEffect& effect);
[[nodiscard]] ITR_API Value to_value(const store::Incident& incident);
[[nodiscard]] ITR_API Value to_value(const store::Deployment& deployment);
[[nodiscard]] ITR_API Value to_value(const store::Counters& counters);
[[nodiscard]] ITR_API Value to_value(const EngineCounters& counters);
[[nodiscard]] ITR_API Value to_value(const scenario::Report& report);
/// The rows of a decision, for a host that writes them itself. Texts of commits, snapshots and payloads are
/// texts here too: they are stored as they are.
[[nodiscard]] ITR_API Value to_value(const store::Append& rows);
/// As read_command() reads it.
[[nodiscard]] ITR_API Value to_value(const Command& command);

// ---- a ticket as its host keeps it

/// {"tenant","ticket","snapshot","snapshot_version","commits":[{"version","at","text"}],"personal":[…]}.
struct StoredTicket {
    store::TicketKey key;
    store::Loaded loaded;  ///< without snapshot and commits: it does not exist
};
[[nodiscard]] ITR_API Result<StoredTicket> read_stored(const Value& document);
/// Its member "personal": [{"slot","text"}].
[[nodiscard]] ITR_API Result<std::vector<store::Personal>> read_personal(Members& members);
/// {"commits":[{"version","at","text"}]}: the whole past, oldest first.
[[nodiscard]] ITR_API Result<std::vector<store::Commit>> read_history(const Value& document);

}  // namespace itr::document
