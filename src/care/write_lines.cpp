#include "base/json_writer.hpp"
#include "care/lines.hpp"

namespace itr::care {
namespace {

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

std::string object_of(std::string_view key, std::string_view content) {
    std::string out = "{";
    append_json_string(out, key);
    out.push_back(':');
    out += content;
    out.push_back('}');
    return out;
}

/// JSON stands as it is, where it is canonical: then reading gives the same bytes again. Any other text is a
/// text.
std::string raw_or_text(const std::string& text) {
    const auto parsed = parse_json(text);
    if (parsed && parsed->is(Kind::map) && to_json(*parsed) == text) return text;
    std::string out;
    append_json_string(out, text);
    return out;
}

std::string deployment_text(const store::Deployment& d) {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .key("actor")
        .text(d.actor)
        .key("at")
        .instant(d.at)
        .key("canonical")
        .text(d.canonical)
        .key("hash")
        .text(d.hash.text())
        .key("name")
        .text(d.name)
        .key("version")
        .text(d.version)
        .end_object();
    return out;
}

std::string ticket_text(const Whole& t) {
    const store::Summary& s = t.summary;
    std::string out;
    JsonWriter json(out);
    json.begin_object()
        .key("changed_at")
        .instant(s.changed_at)
        .text_if("line", s.line)
        .instant_if("next_due", t.next_due)
        .text_if("number", s.number)
        .flag("open", s.open)
        .key("opened_at")
        .instant(s.opened_at)
        .text_if("owner", s.owner)
        .text_if("parent", s.parent)
        .text_if("party", s.party)
        .text_if("severity", s.severity);
    json.key("states").begin_array();
    for (const std::string& state : s.states) json.text(state);
    json.end_array()
        .text_if("team", s.team)
        .key("tenant")
        .text(t.key.tenant.text())
        .key("ticket")
        .text(t.key.ticket.text())
        .text_if("workflow", s.workflow)
        .end_object();
    return out;
}

std::string commit_line(const store::Commit& c) {
    return R"({"at":")" + to_string(c.at) + R"(","commit":)" + raw_or_text(c.text) + "}";
}

std::string snapshot_line(const Whole& t) {
    return R"({"snapshot":)" + raw_or_text(t.snapshot) + R"(,"version":)" +
           std::to_string(t.snapshot_version) + "}";
}

std::string personal_line(const store::Personal& p) {
    std::string out = R"({"personal":)" + raw_or_text(p.text) + R"(,"slot":)";
    append_json_string(out, p.slot);
    return out + "}";
}

std::string effect_line(const store::OutboxEffect& e, const store::Incident* incident) {
    std::string out;
    JsonWriter json(out);
    json.begin_object()
        .key("attempts")
        .number(e.attempts)
        .key("available_at")
        .instant(e.effect.available_at)
        .key("key")
        .text(e.effect.key)
        .key("kind")
        .text(e.effect.kind)
        .key("payload")
        .text(e.effect.payload);
    if (incident != nullptr) json.key("reason").text(incident->reason).key("since").instant(incident->since);
    json.key("version").number(number(e.version)).end_object();
    return object_of(incident != nullptr ? "incident" : "effect", out);
}

}  // namespace

std::string opening_key(const store::Commit& first) {
    const auto commit = parse_json(first.text);
    const Value* key = commit && commit->is(Kind::map) ? commit->find("key") : nullptr;
    return key != nullptr && key->is(Kind::string) ? std::string(key->as_string()) : std::string();
}

Status Writer::line(std::string text) {
    text.push_back('\n');
    return write_(text);
}

Status Writer::begin() { return line(R"({"itr_export":)" + std::to_string(export_format) + "}"); }

Status Writer::deployment(const store::Deployment& deployment) {
    ++counts_.deployments;
    return line(object_of("deployment", deployment_text(deployment)));
}

Status Writer::ticket(const Whole& t) {
    if (auto ok = line(object_of("ticket", ticket_text(t))); !ok) return ok;
    for (const store::Commit& commit : t.commits)
        if (auto ok = line(commit_line(commit)); !ok) return ok;
    if (!t.snapshot.empty())
        if (auto ok = line(snapshot_line(t)); !ok) return ok;
    for (const store::Personal& personal : t.personal)
        if (auto ok = line(personal_line(personal)); !ok) return ok;
    for (const store::OutboxEffect& effect : t.effects)
        if (auto ok = line(effect_line(effect, nullptr)); !ok) return ok;
    for (const store::Incident& incident : t.incidents)
        if (auto ok = line(effect_line(incident.effect, &incident)); !ok) return ok;
    ++counts_.tickets;
    counts_.commits += t.commits.size();
    counts_.effects += t.effects.size();
    counts_.incidents += t.incidents.size();
    return {};
}

Status Writer::end() {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .key("commits")
        .number(number(counts_.commits))
        .number_if("left_out", number(counts_.left_out.size()))
        .key("tickets")
        .number(number(counts_.tickets))
        .end_object();
    return line(object_of("end", out));
}

}  // namespace itr::care
