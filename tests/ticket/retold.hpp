// A ticket retold from its journal alone: what it must equal, wherever and however it is kept.
#pragma once

#include <itr/pack.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <memory>
#include <optional>
#include <string>

namespace itr::test {

/// Knows one pack, and perhaps another version of it.
struct ThatPack final : PackSource {
    explicit ThatPack(std::shared_ptr<const Pack> pack, std::shared_ptr<const Pack> version = nullptr)
        : pack_(std::move(pack)), version_(std::move(version)) {}
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        if (version_ && hash == version_->hash()) return version_;
        return hash == pack_->hash() ? pack_ : nullptr;
    }

  private:
    std::shared_ptr<const Pack> pack_, version_;
};

inline std::string snapshot_of(const Ticket& t) {
    std::string out;
    write_snapshot(out, t);
    return out;
}

/// Follows a ticket in one store, commit by commit, from the first on.
class Retold {
  public:
    Retold(const ThatPack& packs, store::TicketKey key) : packs_(packs), key_(std::move(key)) {}

    /// Applies what is new, and hands each commit out, as it is kept and as it is read. An error's message
    /// holds the one that could not be read.
    template <typename Look>
    Status catch_up(store::Store& store, const store::Loaded& loaded, const Look& look) {
        const auto commits = store.history(key_, seen_, 10'000);
        if (!commits) return fail(commits.error());
        for (const store::Commit& row : *commits) {
            const auto commit = apply(row, loaded.personal);
            if (!commit) return fail(commit.error());
            look(row, *commit);
        }
        return {};
    }
    Status catch_up(store::Store& store, const store::Loaded& loaded) {
        return catch_up(store, loaded, [](const store::Commit&, const Commit&) {});
    }
    [[nodiscard]] std::string snapshot() const { return state_ ? snapshot_of(*state_) : std::string(); }
    [[nodiscard]] const std::string& journal() const noexcept { return journal_; }
    [[nodiscard]] store::Version version() const noexcept { return seen_; }
    /// Null: nothing was read yet.
    [[nodiscard]] const Ticket* state() const noexcept { return state_ ? &*state_ : nullptr; }

  private:
    Result<Commit> apply(const store::Commit& row, const std::vector<store::Personal>& personal) {
        if (row.version != seen_ + 1)
            return fail(Code{"test.gap"}, "a version is missing before " + row.text);
        auto commit = read_commit(row.text, packs_, vocabulary_, personal);
        if (!commit) return fail(commit.error().code, commit.error().message + " in " + row.text);
        if (!state_) state_ = blank_ticket(vocabulary_.pack, vocabulary_.flow, key_.tenant, key_.ticket);
        evolve(*state_, *commit);
        journal_ += row.text + "\n";
        seen_ = row.version;
        return commit;
    }

    const ThatPack& packs_;
    store::TicketKey key_;
    Vocabulary vocabulary_;
    std::optional<Ticket> state_;
    store::Version seen_ = 0;
    std::string journal_;
};

}  // namespace itr::test
