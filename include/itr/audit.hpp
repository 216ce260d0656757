// The audit: every commit carries a keyed link to the one before it, so that whoever changes a journal
// without the key is found, and where. docs/audit.md says what is found, and what is not.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <itr/time.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::audit {

inline constexpr std::size_t max_keys = 1000;          ///< of one ring
inline constexpr std::size_t max_key_id_bytes = 16;    ///< letters, digits, '.', '_', '-'
inline constexpr std::size_t max_findings = 10'000;    ///< of one verification
inline constexpr std::size_t max_heads = 100'000'000;  ///< of one checkpoint

/// A secret that links are made with.
struct Key {
    std::string id;
    std::array<std::uint8_t, 32> secret{};
    Instant from{INT64_MIN};  ///< makes links of commits at or after this instant
};

/// The keys that were ever in use, oldest first. The last one whose instant has come makes new links, the
/// others are only verified with.
class ITR_API Keys {
  public:
    /// One key a line: an id, a blank, 64 hexadecimal digits, and perhaps " from " with an instant (RFC
    /// 3339);
    /// '#' begins a comment. Fails with `audit.invalid_keys`; the message never quotes a secret.
    [[nodiscard]] static Result<Keys> read(std::string_view text);

    /// Makes the links of commits at this instant; the first key where no other's has come. A ticket's
    /// commits never go back in time, so all who have the same ring change keys at the same commit, whatever
    /// their clocks say.
    [[nodiscard]] const Key& current(Instant at) const noexcept;
    /// Its place in the ring; nothing if it is not there.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const noexcept;
    [[nodiscard]] std::span<const Key> all() const noexcept { return keys_; }

  private:
    std::vector<Key> keys_;
};

/// A line for a file of keys, its secret from the system's unpredictable source. Fails with
/// `audit.invalid_keys` for an id that cannot be one.
[[nodiscard]] ITR_API Result<std::string> make_key(std::string_view id);

/// The first half of HMAC-SHA-256: 128 bits.
using Mac = std::array<std::uint8_t, 16>;

/// Where a ticket's chain stands: all zeros before its first commit.
struct Head {
    store::Version version = 0;
    Mac mac{};

    friend bool operator==(const Head&, const Head&) = default;
};

/// Writes the link into the commit of rows that are about to be appended, with the ring's key at `rows.at`,
/// and returns the head after it. `before` is the head at `rows.expected`. Fails with `audit.not_a_commit`.
/// Pure.
[[nodiscard]] ITR_API Result<Head> seal(store::Append& rows, const Keys& keys, const Head& before);

/// The head of a ticket's chain at `version`, from its commits: the last alone, where it is linked, else all
/// from the first on, ascending. Nothing where they do not tell it. Pure.
[[nodiscard]] ITR_API std::optional<Head> head_of(std::span<const store::Commit> commits,
                                                  const store::TicketKey& key, store::Version version);

/// The head of a ticket's chain as the store has it. `version` is the ticket's. Fails with the store's codes.
[[nodiscard]] ITR_API Result<Head> head_of(store::Store& store, const store::TicketKey& key,
                                           store::Version version);

enum class Fault : std::uint8_t {
    changed,      ///< a commit is not the one that was written here: edited, inserted, left out, or moved
    unsealed,     ///< a commit without a link where there has to be one: written without the key
    unknown_key,  ///< a link made with a key that the ring has not
    older_key,    ///< a link made with an older key than the link before it
    cut,          ///< the journal ends before the checkpoint
    replaced,     ///< the journal is not the one that the checkpoint saw, up to its version
    removed,      ///< a ticket of the checkpoint is not there
    unreadable,   ///< the store cannot give the journal from here on back
    state,        ///< what the store says of the ticket now does not follow from its journal
    personal,     ///< a personal text is not the one that was sealed, or is gone without having been erased
};
[[nodiscard]] ITR_API std::string_view to_string(Fault fault) noexcept;

/// Where it was found: the first place of its kind in a ticket.
struct Finding {
    Fault fault = Fault::changed;
    TicketId ticket;
    store::Version version = 0;  ///< of the commit; 0: of the ticket as a whole
    std::string message;

    friend bool operator==(const Finding&, const Finding&) = default;
};

struct TicketHead {
    TicketId ticket;
    Head head;

    friend bool operator==(const TicketHead&, const TicketHead&) = default;
};

/// What a tenant's tickets came to at one time: kept outside of the store, it tells later what was cut off or
/// taken away.
struct Checkpoint {
    std::uint64_t number = 1;  ///< 1, 2, 3 … of the tenant
    TenantId tenant;
    Instant at{};
    std::string key;                ///< id of the key of its root
    std::string previous;           ///< root of the checkpoint before it; empty for the first
    std::vector<TicketHead> heads;  ///< by ticket
    std::string root;               ///< 64 hexadecimal digits over all of the above
};

/// The checkpoint after `previous` (null: the first), with its root made by the ring's key at `at`.
[[nodiscard]] ITR_API Checkpoint make_checkpoint(const TenantId& tenant, Instant at,
                                                 std::vector<TicketHead> heads, const Keys& keys,
                                                 const Checkpoint* previous);
/// JSON lines: what it is, each head, the root.
[[nodiscard]] ITR_API std::string write(const Checkpoint& checkpoint);
/// Fails with `audit.invalid_checkpoint` also where the root is not that of the lines.
[[nodiscard]] ITR_API Result<Checkpoint> read_checkpoint(std::string_view text, const Keys& keys);

struct Report {
    std::size_t tickets = 0, commits = 0;
    std::size_t unsealed_tickets = 0;  ///< without any link: nothing but a checkpoint protects them
    std::vector<Finding> findings;     ///< by ticket, then version
    std::vector<TicketHead> heads;     ///< of the tickets that are there, by ticket
};

/// One verification of a tenant's chains. Pure; the references it was made with must outlive it.
class ITR_API Verification {
  public:
    Verification(const TenantId& tenant, const Keys& keys, const Checkpoint* since = nullptr);
    Verification(const TenantId& tenant, Keys&& keys, const Checkpoint* since = nullptr) = delete;

    /// The whole journal of a ticket, from version 1.
    void add(const TicketId& ticket, std::span<const store::Commit> commits);
    /// A ticket that was taken out of the store, as its archive has it. It counts as there for the
    /// checkpoint.
    void add_archived(const TicketId& ticket, std::span<const store::Commit> commits);
    /// A ticket whose journal cannot be read from this version on.
    void add_unreadable(const TicketId& ticket, store::Version version, std::string why);
    void find(Finding finding);
    /// Adds what the checkpoint knows and nobody added.
    [[nodiscard]] Report finish();

  private:
    Head follow(const TicketId& ticket, std::span<const store::Commit> commits);
    /// What the checkpoint knows of the ticket, which has been seen now; null: nothing.
    const TicketHead* expect(const TicketId& ticket);

    const TenantId& tenant_;
    const Keys& keys_;
    const Checkpoint* since_;
    std::vector<bool> seen_;  ///< of the checkpoint's heads
    Report report_;
};

/// Adds all tickets of the tenant. With `packs` also what the store says of each ticket is compared with what
/// its journal comes to: snapshot, columns, personal texts. The store may be in use meanwhile. Fails with the
/// store's codes; a journal that it cannot read is a finding and no failure. `progress` is called before each
/// ticket with the tickets so far; returning false stops with `audit.stopped`, and what was verified until
/// then says nothing of the whole.
[[nodiscard]] ITR_API Status verify(store::Store& store, const TenantId& tenant, const PackSource* packs,
                                    Verification& verification,
                                    const std::function<bool(std::size_t)>& progress = {});

}  // namespace itr::audit
