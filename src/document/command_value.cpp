// Commands as documents: what a host carries out for another ticket.
#include <itr/document.hpp>

namespace itr::document {
namespace {

Value map_of_data(const Data& data) {
    std::vector<Value::Entry> entries;
    entries.reserve(data.size());
    for (const auto& [name, value] : data) entries.push_back({Value(name), value});
    return Value::map(std::move(entries));
}

Value to_value(const Actor& actor) {
    return Object()
        .text("id", actor.id)
        .add("roles", texts_of(actor.roles))
        .text("party", actor.party)
        .done();
}

/// Adds the op and its members.
struct BodyWriter {
    Object& out;

    void named(std::string_view op) { out.add("op", Value(op)); }
    void of_clock(std::string_view op, const std::string& clock, const std::string& reason) {
        named(op);
        out.add("clock", Value(clock)).text("reason", reason);
    }
    void operator()(const command::Open& b) {
        named("open");
        out.add("workflow", Value(b.workflow)).add("data", map_of_data(b.data));
        out.text("party", b.party).text("number", b.number).text("parent", b.parent);
        out.text("form", b.form).text("product", b.product).text("channel", b.channel);
    }
    void operator()(const command::Send& b) {
        named("send");
        out.add("event", Value(b.event)).add("data", map_of_data(b.data));
    }
    void operator()(const command::Assign& b) {
        named("assign");
        for (const auto& [name, value] :
             {std::pair("owner", &b.owner), std::pair("team", &b.team), std::pair("line", &b.line)})
            if (*value) out.add(name, Value(**value));
        out.text("reason", b.reason);
    }
    void operator()(const command::Set& b) { named("set"), out.add("data", map_of_data(b.data)); }
    void operator()(const command::Comment& b) {
        named("comment");
        out.add("text", Value(b.text)).add("public", Value(!b.internal));
    }
    void operator()(const command::Link& b) {
        named("link");
        out.add("to", Value(b.to)).add("relation", Value(b.relation)).add("incoming", Value(b.incoming));
    }
    void operator()(const command::Attach& b) {
        named("attach");
        out.add("name", Value(b.name)).text("uri", b.uri).text("sha256", b.sha256);
        out.add("size", Value(b.size)).add("public", Value(!b.internal));
    }
    void operator()(const command::PauseClock& b) { of_clock("pause", b.clock, b.reason); }
    void operator()(const command::ResumeClock& b) { of_clock("resume", b.clock, b.reason); }
    void operator()(const command::WaiveClock& b) { of_clock("waive", b.clock, b.reason); }
    void operator()(const command::CancelClock& b) { of_clock("cancel", b.clock, b.reason); }
    void operator()(const command::CorrectClock& b) {
        of_clock("correct", b.clock, b.reason);
        out.instant("from", b.from).instant("to", b.to).add("counted", Value(b.counted));
    }
    void operator()(const command::ExtendClock& b) {
        of_clock("extend", b.clock, b.reason);
        out.add("by", Value(to_string(b.by)));
    }
    void operator()(const command::PinClock& b) {
        of_clock("pin", b.clock, b.reason);
        out.instant("to", b.due);
    }
    void operator()(const command::PromiseClock& b) {
        of_clock("promise", b.clock, b.reason);
        out.add("target", Value(to_string(b.target)));
    }
    void operator()(const command::Adopt& b) {
        named("adopt");
        out.add("terms", Value(b.terms.text())).text("reason", b.reason);
    }
    void operator()(const command::Acknowledge& b) {
        named("acknowledge");
        out.add("ladder", Value(b.ladder));
    }
    void operator()(const command::Erase& b) {
        named("erase");
        out.add("slots", texts_of(b.slots)).text("reason", b.reason);
    }
    void operator()(const command::Wake& /*b*/) { named("wake"); }
};

}  // namespace

Value to_value(const Command& command) {
    Object out;
    out.text("tenant", command.tenant.text()).text("ticket", command.ticket.text());
    out.add("actor", to_value(command.actor)).text("key", command.idempotency_key);
    if (command.expected_version)
        out.add("expected_version", Value(static_cast<std::int64_t>(*command.expected_version)));
    if (command.happened_at) out.instant("happened_at", *command.happened_at);
    Data targets;
    for (const HostTarget& target : command.targets)
        targets.emplace_back(target.clock, Value(to_string(target.target)));
    if (!targets.empty()) out.add("targets", map_of_data(targets));
    BodyWriter writer{out};
    std::visit(writer, command.body);
    return out.done();
}

}  // namespace itr::document
