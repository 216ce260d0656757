// A command's body as canonical text: two commands with one key must say the same.
#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "ticket/commands.hpp"
#include "ticket/data.hpp"

namespace itr::ticket {
namespace {

/// Null where a value is personal.
ITR_COLD void forget_personal(std::span<Data::value_type> data, std::span<const model::Field> fields) {
    for (auto& [name, value] : data) {
        const auto field = std::ranges::find(fields, name, &model::Field::name);
        if (field != fields.end() && field->personal) value = Value();
    }
}

Data impersonal(Data data, std::span<const model::Field> fields) {
    forget_personal(data, fields);
    return data;
}

bool any_personal(std::span<const model::Field> fields) {
    return std::ranges::any_of(fields, &model::Field::personal);
}

/// What is declared of an event's data.
std::span<const model::Field> fields_of(const Flow& flow, chart::EventIndex event) {
    const model::EventType* type = event == chart::none ? nullptr : flow.chart->events()[event].type;
    return type == nullptr ? std::span<const model::Field>() : type->data;
}

struct BodyWriter {
    JsonWriter& json;
    const Flow* flow;

    void data(const Data& given, std::span<const model::Field> fields) const {
        if (any_personal(fields))
            write_data(json.key("data"), impersonal(given, fields));
        else
            write_data(json.key("data"), given);
    }
    [[nodiscard]] std::span<const model::Field> fields() const {
        return flow == nullptr ? std::span<const model::Field>() : flow->chart->fields();
    }

    void operator()(const command::Open& c) const {
        json.key("channel").text(c.channel);
        data(c.data, fields());
        json.key("form").text(c.form);
        json.key("number").text(c.number).key("parent").text(c.parent).key("party").text(c.party);
        json.key("product").text(c.product).key("workflow").text(c.workflow);
    }
    void operator()(const command::Send& c) const {
        data(c.data, flow == nullptr ? fields() : fields_of(*flow, flow->chart->event(c.event)));
        json.key("event").text(c.event);
    }
    void operator()(const command::Assign& c) const {
        const auto text = [](const std::optional<std::string>& t) { return t ? Value(*t) : Value(); };
        json.key("line").value(text(c.line)).key("owner").value(text(c.owner)).key("reason").text(c.reason);
        json.key("team").value(text(c.team));
    }
    void operator()(const command::Set& c) const { data(c.data, fields()); }
    void operator()(const command::Comment& c) const {
        json.flag("internal", c.internal).key("text").text(flow == nullptr ? c.text : std::string());
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

void forget_event_data(Commit& commit, const Flow& flow) {
    const auto events = flow.chart->events();
    for (const Step& step : commit.steps) {
        if (step.event == chart::none || !events[step.event].has_personal_data) continue;
        const auto given = std::span(commit.data).subspan(step.data.begin, step.data.end - step.data.begin);
        forget_personal(given, events[step.event].type->data);
    }
}

std::string payload_text(const Command& command, const Flow* flow) {
    std::string out = std::to_string(command.body.index());
    JsonWriter json(out);
    json.begin_object();
    std::visit(BodyWriter{json, flow}, command.body);
    json.end_object();
    for (const auto& [clock, target] : command.targets) out += fmt::format("\n{} {}", clock, target.ms);
    return out;
}

}  // namespace itr::ticket
