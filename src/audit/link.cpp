#include "audit/link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "audit/codes.hpp"
#include "audit/mac.hpp"

namespace itr::audit {
namespace {

constexpr std::string_view opening = R"(,"link":")";

/// Where the link stands: keys are in byte order, and these are the next ones that a commit may have. Before
/// them only members of known names come, and within a text a quote is escaped: so the first occurrence is
/// the member.
std::size_t place_of_link(std::string_view commit) noexcept {
    std::size_t first = std::string_view::npos;
    for (const std::string_view next : {R"(,"next_due":")", R"(,"pack":")", R"(,"steps":[)"})
        first = std::min(first, commit.find(next));
    return first;
}

std::string text_of(const Link& link) {
    return fmt::format("{}{}:{}\"", opening, link.key, hex_of(link.mac));
}

std::optional<Link> read_link(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon > max_key_id_bytes) return std::nullopt;  // also if there is none: npos
    Link link{std::string(text.substr(0, colon)), {}};
    if (!read_hex_into(text.substr(colon + 1), link.mac)) return std::nullopt;
    return link;
}

}  // namespace

Unlinked take_out(std::string_view commit) {
    const std::size_t end = place_of_link(commit);
    const std::size_t begin = end == std::string_view::npos ? end : commit.substr(0, end).rfind(opening);
    if (begin == std::string_view::npos || commit[end - 1] != '"') return {std::string(commit), std::nullopt};
    const std::size_t content = begin + opening.size();
    auto link = read_link(commit.substr(content, std::max(end - 1, content) - content));
    if (!link) return {std::string(commit), std::nullopt};
    return {std::string(commit.substr(0, begin)).append(commit.substr(end)), std::move(link)};
}

bool put_in(std::string& commit, const Link& link) {
    const std::size_t at = place_of_link(commit);
    if (at == std::string::npos) return false;
    commit.insert(at, text_of(link));
    return true;
}

Mac mac_of(const Key& key, const Place& place, std::string_view unlinked) {
    // Names have no control characters, so that every line is one thing.
    const std::string head =
        fmt::format("itr link 1\n{}\n{}\n{}\n{}\n", place.tenant.text(), place.ticket.text(),
                    place.before.version + 1, hex_of(place.before.mac));
    const auto whole = hmac(key.secret, {head, unlinked});
    Mac mac{};
    std::copy_n(whole.begin(), mac.size(), mac.begin());
    return mac;
}

Mac mac_without_key(const Place& place, std::string_view unlinked) {
    static const Key none;
    return mac_of(none, place, unlinked);
}

Result<Head> seal(store::Append& rows, const Keys& keys, const Head& before) {
    const Key& key = keys.current(rows.at);
    Link link{key.id, mac_of(key, {rows.tenant, rows.ticket, before}, rows.commit)};
    if (!put_in(rows.commit, link))
        return fail(audit_not_a_commit, fmt::format("expected a commit of ticket \"{}\", but found {}",
                                                    rows.ticket.text(), rows.commit.substr(0, 80)));
    return Head{before.version + 1, link.mac};
}

namespace {

Head after(const Head& head, const store::TicketKey& key, std::string_view commit) {
    const Unlinked unlinked = take_out(commit);
    return {head.version + 1, unlinked.link ? unlinked.link->mac
                                            : mac_without_key({key.tenant, key.ticket, head}, unlinked.text)};
}

}  // namespace

std::optional<Head> head_of(std::span<const store::Commit> commits, const store::TicketKey& key,
                            store::Version version) {
    Head head;
    if (version == 0) return head;
    const auto last = std::ranges::find(commits, version, &store::Commit::version);
    if (last == commits.end()) return std::nullopt;
    if (const auto link = take_out(last->text).link) return Head{version, link->mac};
    for (const store::Commit& commit : commits.first(static_cast<std::size_t>(last - commits.begin()) + 1)) {
        if (commit.version != head.version + 1) return std::nullopt;
        head = after(head, key, commit.text);
    }
    return head;
}

Result<Head> head_of(store::Store& store, const store::TicketKey& key, store::Version version) {
    if (version == 0) return Head{};
    const auto last = store.history(key, version - 1, 1);
    if (!last) return fail(last.error());
    if (!last->empty())
        if (const auto link = take_out(last->front().text).link) return Head{version, link->mac};
    // Nothing was sealed lately: the chain begins with the ticket, whoever wrote its first commits.
    constexpr std::size_t commits_a_page = 1000;
    Head head;
    while (head.version < version) {
        const auto page = store.history(key, head.version, commits_a_page);
        if (!page) return fail(page.error());
        if (page->empty()) break;
        for (const store::Commit& commit : *page) {
            if (head.version == version) break;
            head = after(head, key, commit.text);
        }
    }
    return head;
}

}  // namespace itr::audit
