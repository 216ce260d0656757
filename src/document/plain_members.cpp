#include "document/plain_members.hpp"

#include <algorithm>

namespace itr::document {

bool PlainMembers::key(std::string_view name) {
    if (name.size() > longest_name || members_.size() == max_members) return false;
    Member& member = members_.emplace_back();
    std::memcpy(member.name.data(), name.data(), name.size());
    member.size = static_cast<std::uint8_t>(name.size());
    return true;
}

PlainMembers::Member* PlainMembers::find(std::string_view name) noexcept {
    const auto at = std::ranges::find_if(members_, [&](const Member& m) { return m.is(name); });
    return at == members_.end() ? nullptr : &*at;
}

bool PlainMembers::is_text(std::string_view name) noexcept {
    const Member* member = find(name);
    return member != nullptr && std::holds_alternative<std::string>(member->value);
}

std::string PlainMembers::needed_text(std::string_view name) {
    auto given = take<std::string>(name);
    if (!given) failed_ = true;
    return std::move(given).value_or(std::string());
}

bool PlainMembers::flag(std::string_view name, bool otherwise) {
    const auto given = take<Value>(name);
    if (!given) return otherwise;
    if (given->is(Kind::boolean)) return given->as_bool();
    failed_ = true;
    return otherwise;
}

std::int64_t PlainMembers::number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                  std::int64_t most) {
    const auto given = take<Value>(name);
    if (!given) return otherwise;
    if (given->is(Kind::integer) && given->as_int() >= least && given->as_int() <= most)
        return given->as_int();
    failed_ = true;
    return otherwise;
}

std::vector<std::string> PlainMembers::texts(std::string_view name) {
    if (is_text(name)) return {text(name)};
    return take<std::vector<std::string>>(name).value_or(std::vector<std::string>());
}

std::optional<Duration> PlainMembers::length(std::string_view name) {
    if (is_text(name)) {
        const auto read = parse_duration(text(name));
        if (read) return *read;
        failed_ = true;
        return std::nullopt;
    }
    const auto given = take<Value>(name);
    if (!given) return std::nullopt;
    if (given->is(Kind::integer)) return milliseconds(given->as_int());
    failed_ = true;
    return std::nullopt;
}

std::optional<Instant> PlainMembers::instant(std::string_view name) {
    if (is_text(name)) {
        const auto read = parse_instant(text(name));
        if (read) return *read;
        failed_ = true;
        return std::nullopt;
    }
    if (find(name) == nullptr) return std::nullopt;
    return Instant{number(name, 0, min_instant.ms, max_instant.ms)};
}

bool PlainMembers::done() {
    const std::int64_t v = number("v", version, version, version);
    return !failed_ && v == version && taken_ == members_.size();
}

}  // namespace itr::document
