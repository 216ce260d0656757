#include <fmt/format.h>

#include "care/codes.hpp"
#include "care/lines.hpp"

namespace itr::care {
namespace {

/// Members of a line; the first one that is not as expected makes it a wrong one.
class Members {
  public:
    explicit Members(const Value& object) : object_(object), ok_(object.is(Kind::map)) {}

    [[nodiscard]] const Value* find(std::string_view name) const {
        return object_.is(Kind::map) ? object_.find(name) : nullptr;
    }
    std::string text(std::string_view name) {
        const Value* value = find(name);
        if (value != nullptr && value->is(Kind::string)) return std::string(value->as_string());
        ok_ = false;
        return {};
    }
    std::string text_or(std::string_view name) { return find(name) == nullptr ? std::string() : text(name); }
    /// A text, or JSON as it was written.
    std::string raw(std::string_view name) {
        const Value* value = find(name);
        if (value != nullptr && value->is(Kind::map)) return to_json(*value);
        return text(name);
    }
    Instant instant(std::string_view name) {
        const auto at = parse_instant(text(name));
        if (!at) ok_ = false;
        return at.value_or(Instant{});
    }
    Instant instant_or_never(std::string_view name) { return find(name) == nullptr ? never : instant(name); }
    std::uint64_t number(std::string_view name) {
        const Value* value = find(name);
        if (value != nullptr && value->is(Kind::integer) && value->as_int() >= 0)
            return static_cast<std::uint64_t>(value->as_int());
        ok_ = false;
        return 0;
    }
    std::vector<std::string> texts(std::string_view name) {
        std::vector<std::string> found;
        const Value* value = find(name);
        if (value == nullptr || !value->is(Kind::list)) return ok_ = false, found;
        for (const Value& each : value->as_list())
            if (each.is(Kind::string)) found.emplace_back(each.as_string());
        return found;
    }
    bool flag(std::string_view name) {
        const Value* value = find(name);
        return value != nullptr && value->is(Kind::boolean) && value->as_bool();
    }
    [[nodiscard]] bool ok() const noexcept { return ok_; }

  private:
    const Value& object_;
    bool ok_;
};

bool read(Members m, store::Deployment& d) {
    d = {PackHash(m.text("hash")), m.text("name"),  m.text("version"),
         m.text("canonical"),      m.instant("at"), m.text("actor")};
    return m.ok();
}

bool read(Members m, Whole& t) {
    t.key = {TenantId(m.text("tenant")), TicketId(m.text("ticket"))};
    t.next_due = m.instant_or_never("next_due");
    store::Summary& s = t.summary;
    s.number = m.text_or("number");
    s.workflow = m.text_or("workflow");
    s.owner = m.text_or("owner");
    s.team = m.text_or("team");
    s.line = m.text_or("line");
    s.severity = m.text_or("severity");
    s.party = m.text_or("party");
    s.parent = m.text_or("parent");
    s.states = m.texts("states");
    s.open = m.flag("open");
    s.opened_at = m.instant("opened_at");
    s.changed_at = m.instant("changed_at");
    return m.ok();
}

bool read(Members& m, const store::TicketKey& ticket, store::OutboxEffect& e) {
    e.key = ticket;
    e.version = m.number("version");
    e.attempts = static_cast<std::uint32_t>(m.number("attempts"));
    e.effect = {m.text("key"), m.text("kind"), m.text("payload"), m.instant("available_at")};
    return m.ok();
}

}  // namespace

tl::unexpected<Error> Reader::invalid(std::string_view why) const {
    return fail(care_invalid, fmt::format("line {} of the export: {}", number_, why));
}

Status Reader::run(const Handler& handler) {
    std::string text;
    for (;;) {
        auto more = read_(text);
        if (!more) return fail(std::move(more).error());
        if (!*more) break;
        ++number_;
        if (ended_) return invalid("expected nothing behind its end");
        const auto line = parse_json(text);
        if (!line) return invalid(line.error().message);
        if (auto ok = take(*line, handler); !ok) return ok;
    }
    if (!ended_) return invalid("expected its end, but there is none: it was cut short");
    return {};
}

Status Reader::flush(const Handler& handler) {
    if (!ticket_) return {};
    if (ticket_->commits.empty()) return invalid("expected the commits of the ticket before");
    ++tickets_;
    commits_ += ticket_->commits.size();
    Whole whole = std::move(*ticket_);
    ticket_.reset();
    return handler.ticket(std::move(whole));
}

Status Reader::take(const Value& line, const Handler& handler) {
    Members m(line);
    if (!begun_) {
        if (m.find("itr_export") == nullptr) return invalid("expected the beginning of an export");
        const auto format = m.number("itr_export");
        if (format > static_cast<std::uint64_t>(export_format))
            return fail(
                care_newer_format,
                fmt::format("expected an export of format {} or older, but found {}", export_format, format));
        begun_ = true;
        return {};
    }
    if (const Value* content = m.find("deployment")) {
        store::Deployment deployment;
        if (!read(Members(*content), deployment)) return invalid("not a deployment as it was written");
        return handler.deployment(std::move(deployment));
    }
    if (const Value* content = m.find("ticket")) {
        if (auto ok = flush(handler); !ok) return ok;
        ticket_.emplace();
        if (!read(Members(*content), *ticket_)) return invalid("not a ticket as it was written");
        return {};
    }
    if (const Value* content = m.find("end")) {
        if (auto ok = flush(handler); !ok) return ok;
        Members end(*content);
        ended_ = true;
        if (end.number("tickets") == tickets_ && end.number("commits") == commits_) return {};
        return invalid("expected as many tickets and commits as were written, but found others");
    }
    if (!ticket_) return invalid("expected a ticket before what belongs to it");
    for (const std::string_view what : {"commit", "snapshot", "personal", "effect", "incident"})
        if (m.find(what) != nullptr) return take_part(what, line);
    return invalid("expected a line of an export");
}

Status Reader::take_part(std::string_view what, const Value& line) {
    Members m(line);
    bool ok = true;
    if (what == "commit") {
        ticket_->commits.push_back({ticket_->commits.size() + 1, m.instant("at"), m.raw("commit")});
    } else if (what == "snapshot") {
        ticket_->snapshot = m.raw("snapshot");
        ticket_->snapshot_version = m.number("version");
    } else if (what == "personal") {
        ticket_->personal.push_back({m.text("slot"), m.raw("personal")});
    } else {
        Members part(*m.find(what));
        store::OutboxEffect effect;
        ok = read(part, ticket_->key, effect);
        if (what == "effect") {
            ticket_->effects.push_back(std::move(effect));
        } else {
            ticket_->incidents.push_back({std::move(effect), part.text("reason"), part.instant("since")});
            ok = ok && part.ok();
        }
    }
    if (ok && m.ok()) return {};
    return invalid(fmt::format("not of the kind '{}' as it was written", what));
}

Status each_exported(
    const ReadLine& read,
    const std::function<Status(const store::TicketKey&, std::span<const store::Commit>)>& visit) {
    return Reader(read).run({[](const store::Deployment&) { return Status(); },
                             [&](const Whole& ticket) { return visit(ticket.key, ticket.commits); }});
}

}  // namespace itr::care
