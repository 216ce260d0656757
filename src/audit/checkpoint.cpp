#include <fmt/format.h>

#include <algorithm>
#include <itr/audit.hpp>
#include <itr/value.hpp>

#include "audit/codes.hpp"
#include "audit/mac.hpp"
#include "base/json_writer.hpp"

namespace itr::audit {
namespace {

tl::unexpected<Error> invalid(std::string_view why) {
    return fail(audit_invalid_checkpoint,
                fmt::format("expected a checkpoint as it was written, but {}", why));
}

/// All lines but the last one.
std::string lines_of(const Checkpoint& checkpoint) {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .key("at")
        .instant(checkpoint.at)
        .key("checkpoint")
        .number(static_cast<std::int64_t>(checkpoint.number))
        .key("key")
        .text(checkpoint.key)
        .text_if("previous", checkpoint.previous)
        .key("tenant")
        .text(checkpoint.tenant.text())
        .end_object();
    out.push_back('\n');
    for (const TicketHead& each : checkpoint.heads) {
        JsonWriter(out)
            .begin_object()
            .key("mac")
            .text(hex_of(each.head.mac))
            .key("ticket")
            .text(each.ticket.text())
            .key("version")
            .number(static_cast<std::int64_t>(each.head.version))
            .end_object();
        out.push_back('\n');
    }
    return out;
}

std::string root_of(const Key& key, std::string_view lines) {
    return hex_of(hmac(key.secret, {"itr checkpoint 1\n", lines}));
}

std::string text_of(const Value& line, std::string_view name) {
    const Value* value = line.is(Kind::map) ? line.find(name) : nullptr;
    return value != nullptr && value->is(Kind::string) ? std::string(value->as_string()) : std::string();
}

std::uint64_t number_of(const Value& line, std::string_view name) {
    const Value* value = line.is(Kind::map) ? line.find(name) : nullptr;
    return value != nullptr && value->is(Kind::integer) && value->as_int() > 0
               ? static_cast<std::uint64_t>(value->as_int())
               : 0;
}

bool read_first_line(const Value& line, Checkpoint& checkpoint) {
    checkpoint.number = number_of(line, "checkpoint");
    checkpoint.tenant = TenantId(text_of(line, "tenant"));
    checkpoint.key = text_of(line, "key");
    checkpoint.previous = text_of(line, "previous");
    const auto at = parse_instant(text_of(line, "at"));
    checkpoint.at = at.value_or(Instant{});
    return at.has_value() && checkpoint.number > 0;
}

bool read_head(const Value& line, Checkpoint& checkpoint) {
    TicketHead head{TicketId(text_of(line, "ticket")), {number_of(line, "version"), {}}};
    const bool ascending = checkpoint.heads.empty() || checkpoint.heads.back().ticket < head.ticket;
    if (!ascending || head.head.version == 0 || !read_hex_into(text_of(line, "mac"), head.head.mac) ||
        checkpoint.heads.size() == max_heads)
        return false;
    checkpoint.heads.push_back(std::move(head));
    return true;
}

bool read_last_line(const Value& line, Checkpoint& checkpoint) {
    checkpoint.root = text_of(line, "root");
    return !checkpoint.root.empty() && number_of(line, "tickets") == checkpoint.heads.size();
}

}  // namespace

Checkpoint make_checkpoint(const TenantId& tenant, Instant at, std::vector<TicketHead> heads,
                           const Keys& keys, const Checkpoint* previous) {
    std::ranges::sort(heads, {}, &TicketHead::ticket);
    Checkpoint made{
        previous == nullptr ? 1 : previous->number + 1,       tenant,           at, keys.current(at).id,
        previous == nullptr ? std::string() : previous->root, std::move(heads), {}};
    made.root = root_of(keys.current(at), lines_of(made));
    return made;
}

std::string write(const Checkpoint& checkpoint) {
    std::string out = lines_of(checkpoint);
    JsonWriter(out)
        .begin_object()
        .key("root")
        .text(checkpoint.root)
        .key("tickets")
        .number(static_cast<std::int64_t>(checkpoint.heads.size()))
        .end_object();
    out.push_back('\n');
    return out;
}

Result<Checkpoint> read_checkpoint(std::string_view text, const Keys& keys) {
    Checkpoint checkpoint;
    std::size_t begin = 0;
    bool ended = false;
    for (std::size_t number = 1; begin < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const auto line = parse_json(text.substr(begin, end - begin));
        begin = end + 1;
        ended = begin >= text.size();
        if (!line) return invalid(fmt::format("line {}: {}", number, line.error().message));
        const bool is_right = number == 1 ? read_first_line(*line, checkpoint)
                              : ended     ? read_last_line(*line, checkpoint)
                                          : read_head(*line, checkpoint);
        if (!is_right) return invalid(fmt::format("line {} is another one", number));
    }
    if (!ended || checkpoint.root.empty()) return invalid("its end is not there");
    const auto key = keys.find(checkpoint.key);
    if (!key) return invalid(fmt::format("its key '{}' is not among the keys", checkpoint.key));
    if (root_of(keys.all()[*key], lines_of(checkpoint)) != checkpoint.root)
        return invalid("its root is not that of its lines");
    return checkpoint;
}

}  // namespace itr::audit
