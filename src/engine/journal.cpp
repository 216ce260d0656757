#include "engine/journal.hpp"

#include <algorithm>

#include "base/json_writer.hpp"

namespace itr::engine {
namespace {

constexpr std::size_t commits_a_page = 1000;

}  // namespace

Status each_commit(store::Store& store, const store::TicketKey& key, const PackSource& packs,
                   const std::function<Status(Commit)>& visit) {
    const auto loaded = store.load(key);
    if (!loaded) return fail(loaded.error());
    if (!*loaded) return {};
    Vocabulary vocabulary;
    for (store::Version after = 0;;) {
        const auto rows = store.history(key, after, commits_a_page);
        if (!rows) return fail(rows.error());
        for (const store::Commit& row : *rows) {
            auto commit = read_commit(row.text, packs, vocabulary, (*loaded)->personal);
            if (!commit) return fail(commit.error());
            if (auto ok = visit(*std::move(commit)); !ok) return ok;
            after = row.version;
        }
        if (rows->size() < commits_a_page) return {};
    }
}

Result<std::optional<store::Version>> version_of(store::Store& store, const store::TicketKey& key,
                                                 const std::string& command, store::Version last) {
    std::string mentioned;
    append_json_string(mentioned, command);
    for (store::Version after = 0; after < last;) {
        const auto rows = store.history(key, after, std::min<std::size_t>(commits_a_page, last - after));
        if (!rows) return fail(rows.error());
        if (rows->empty()) break;
        for (const store::Commit& row : *rows) {
            if (row.text.find(mentioned) == std::string::npos) continue;
            const auto text = parse_json(row.text);
            if (!text) return fail(text.error());
            const Value* found = text->is(Kind::map) ? text->find("key") : nullptr;
            if (found != nullptr && *found == Value(command)) return std::optional(row.version);
        }
        after = rows->back().version;
    }
    return std::optional<store::Version>();
}

Result<std::span<const Commit>> Journal::commits() const {
    commits_.clear();
    auto read = each_commit(store_, key_, packs_, [this](Commit commit) {
        commits_.push_back(std::move(commit));
        return Status();
    });
    if (!read) return fail(read.error());
    return std::span<const Commit>(commits_);
}

}  // namespace itr::engine
