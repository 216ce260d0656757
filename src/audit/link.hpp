// The link within a commit's text.
#pragma once

#include <itr/audit.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace itr::audit {

/// A link as a commit carries it: "link":"KEY:MAC", in its canonical place.
struct Link {
    std::string key;
    Mac mac{};
};

/// A commit's text taken apart.
struct Unlinked {
    std::string text;          ///< without the link
    std::optional<Link> link;  ///< nothing: there is none, or none that is well-formed and in its place
};
[[nodiscard]] Unlinked take_out(std::string_view commit);

/// False if the text is not that of a commit.
[[nodiscard]] bool put_in(std::string& commit, const Link& link);

/// What a link's MAC is made over, besides the key.
struct Place {
    const TenantId& tenant;
    const TicketId& ticket;
    const Head& before;
};
[[nodiscard]] Mac mac_of(const Key& key, const Place& place, std::string_view unlinked);
/// In the place of a link where there is none: made without a secret, so that the next link covers the
/// commit.
[[nodiscard]] Mac mac_without_key(const Place& place, std::string_view unlinked);

}  // namespace itr::audit
