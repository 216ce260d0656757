// A command's body as canonical text: two commands with one key must say the same.
#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "ticket/commands.hpp"
#include "ticket/data.hpp"

namespace itr::ticket {
namespace {

struct BodyWriter {
    JsonWriter& json;

    void operator()(const command::Open& c) const {
        write_data(json.key("channel").text(c.channel).key("data"), c.data);
        json.key("form").text(c.form);
        json.key("number").text(c.number).key("parent").text(c.parent).key("party").text(c.party);
        json.key("product").text(c.product).key("workflow").text(c.workflow);
    }
    void operator()(const command::Send& c) const {
        write_data(json.key("data"), c.data);
        json.key("event").text(c.event);
    }
    void operator()(const command::Assign& c) const {
        const auto text = [](const std::optional<std::string>& t) { return t ? Value(*t) : Value(); };
        json.key("line").value(text(c.line)).key("owner").value(text(c.owner)).key("reason").text(c.reason);
        json.key("team").value(text(c.team));
    }
    void operator()(const command::Set& c) const { write_data(json.key("data"), c.data); }
    void operator()(const command::Comment& c) const {
        json.flag("internal", c.internal).key("text").text(c.text);
    }
    void operator()(const command::Link& c) const {
        json.flag("incoming", c.incoming).key("relation").text(c.relation).key("to").text(c.to);
    }
    void operator()(const command::Attach& c) const {
        json.flag("internal", c.internal).key("name").text(c.name).key("sha256").text(c.sha256);
        json.key("size").number(c.size).key("uri").text(c.uri);
    }
    void operator()(const command::PauseClock& c) const {
        json.key("clock").text(c.clock).key("reason").text(c.reason);
    }
    void operator()(const command::ResumeClock& c) const {
        json.key("clock").text(c.clock).key("reason").text(c.reason);
    }
    void operator()(const command::Acknowledge& c) const { json.key("ladder").text(c.ladder); }
    void operator()(const command::Erase& c) const {
        json.key("reason").text(c.reason).key("slots").value(list_of(c.slots));
    }
    void operator()(const command::Wake&) const {}
    void operator()(const command::ExtendClock& c) const {
        json.key("by_ms").number(c.by.ms).key("clock").text(c.clock).key("reason").text(c.reason);
    }
    void operator()(const command::PinClock& c) const {
        json.key("clock").text(c.clock).key("due").instant(c.due).key("reason").text(c.reason);
    }
    void operator()(const command::PromiseClock& c) const {
        json.key("clock").text(c.clock).key("reason").text(c.reason).key("target_ms").number(c.target.ms);
    }
    void operator()(const command::WaiveClock& c) const {
        json.key("clock").text(c.clock).key("reason").text(c.reason);
    }
    void operator()(const command::CancelClock& c) const {
        json.key("clock").text(c.clock).key("reason").text(c.reason);
    }
    void operator()(const command::CorrectClock& c) const {
        json.key("clock").text(c.clock).flag("counted", c.counted).key("from").instant(c.from);
        json.key("reason").text(c.reason).key("to").instant(c.to);
    }
    void operator()(const command::Adopt& c) const {
        json.key("reason").text(c.reason).key("terms").text(c.terms.text());
    }
};

}  // namespace

std::string payload_text(const Command& command) {
    std::string out = std::to_string(command.body.index());
    JsonWriter json(out);
    json.begin_object();
    std::visit(BodyWriter{json}, command.body);
    json.end_object();
    for (const auto& [clock, target] : command.targets) out += fmt::format("\n{} {}", clock, target.ms);
    return out;
}

}  // namespace itr::ticket
