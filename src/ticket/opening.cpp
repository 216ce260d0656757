#include "ticket/opening.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ticket/codes.hpp"
#include "ticket/commands.hpp"

namespace itr::ticket {
namespace {

using Refused = std::optional<Rejection>;

bool matches(const std::vector<std::string>& wanted, const std::string& given) {
    return wanted.empty() || std::ranges::find(wanted, given) != wanted.end();
}

/// The form of the workflow that was named, or its first that fits product and channel.
const model::Form* find_form(const model::Pack& pack, const command::Open& open) {
    for (const model::Form& form : pack.forms) {
        if (form.workflow.text != open.workflow) continue;
        if (!open.form.empty() ? form.name == open.form
                               : matches(form.products, open.product) && matches(form.channels, open.channel))
            return &form;
    }
    return nullptr;
}

bool may_open(const Turn& turn) {
    if (turn.rights().system) return true;
    return turn.flow().may_open != 0 ? (turn.flow().may_open & turn.rights().roles) != 0
                                     : turn.rights().has(Right::open);
}

std::string party_of(const Turn& turn, const command::Open& open, const Actor& actor) {
    return turn.rights().customer ? actor.party : open.party;
}

/// Values that the pack gives where the command gave none: the form's, then the field's own.
void fill_in(Turn& turn, const model::Form* form) {
    const auto fields = turn.chart().fields();
    const Flow& flow = turn.flow();
    const auto& forms = turn.ticket().pack()->model().forms;
    for (std::size_t f = 0; f < fields.size(); ++f) {
        const auto index = static_cast<chart::FieldIndex>(f);
        if (form == nullptr && !fields[f].initial) continue;  // as most
        if (!turn.ticket().field(f).is_null() || fields[f].from_table) continue;
        if (form != nullptr) {
            const auto at = std::ranges::find(form->fields, fields[f].name, &model::Field::name);
            if (at != form->fields.end() && at->initial) {
                const auto& values = flow.form_values[static_cast<std::size_t>(form - forms.data())];
                turn.set_initial(index, at->initial->literal, values.of(index));
                continue;
            }
        }
        if (fields[f].initial)
            turn.set_initial(index, fields[f].initial->literal, flow.initial_values.of(index));
    }
}

Refused check_required(const Turn& turn, const model::Form* form) {
    const auto fields = turn.chart().fields();
    for (std::size_t f = 0; f < fields.size(); ++f) {
        bool required = fields[f].required;
        if (form != nullptr) {
            const auto at = std::ranges::find(form->fields, fields[f].name, &model::Field::name);
            required |= at != form->fields.end() && at->required;
        }
        if (required && turn.ticket().field(f).is_null())
            return Rejection{data_missing,
                             fmt::format("expected '{}' when a ticket of '{}' is opened, but it is missing",
                                         fields[f].name, turn.chart().workflow().name)};
    }
    return std::nullopt;
}

}  // namespace

Refused set_data(Turn& turn, const Data& data) {
    for (const auto& [name, given] : data) {
        const auto field = turn.chart().field(name);
        // What is internal does not exist for customers: they neither read nor write it.
        const bool hidden =
            field != chart::none && turn.rights().customer && turn.chart().fields()[field].internal;
        if (field == chart::none || hidden)
            return Rejection{data_unknown,
                             fmt::format("expected a data field of workflow '{}', but found '{}'",
                                         turn.chart().workflow().name, name)};
        const model::Field& declared = turn.chart().fields()[field];
        if (declared.from_table)
            return Rejection{data_derived,
                             fmt::format("expected a field that can be set, but '{}' is given by table '{}'",
                                         name, declared.from_table->text)};
        Value value = given;
        if (!is_plain_fit(declared, value))
            if (auto ok = fit(declared, value); !ok) return Rejection{ok.error().code, ok.error().message};
        turn.set_field(field, std::move(value));
    }
    turn.derive_all();
    return std::nullopt;
}

Refused open(Turn& turn, const command::Open& c, const Command& command, Instant now) {
    if (!may_open(turn))
        return Rejection{
            right_missing,
            fmt::format("expected a role that may open tickets of '{}', but the actor has none", c.workflow)};
    const model::Form* form = find_form(turn.ticket().pack()->model(), c);
    if (form == nullptr && !c.form.empty())
        return Rejection{form_unknown,
                         fmt::format("expected a form of workflow '{}', but found '{}'", c.workflow, c.form)};
    const std::string number = c.number.empty() ? turn.number() : c.number;
    for (const std::string* text : {&c.party, &number, &c.parent})
        if (auto ok = text->empty() ? Status() : check_name("name", *text); !ok)
            return Rejection{ok.error().code, ok.error().message};

    // To be another ticket's child is to be linked to it: customers do not reach beyond their own.
    if (turn.rights().customer && !c.parent.empty())
        if (auto refused = need(turn, Right::link)) return refused;

    turn.begin_step(Cause::open, now);
    const auto text_or_null = [](const std::string& text) { return text.empty() ? Value() : Value(text); };
    turn.emit(event::Opened{number, text_or_null(party_of(turn, c, command.actor)), text_or_null(c.parent)});
    if (auto refused = set_data(turn, c.data)) return refused;
    fill_in(turn, form);
    turn.derive_all();
    if (auto refused = check_required(turn, form)) return refused;
    if (auto status = turn.run_start(); !status)
        return Rejection{status.error().code, status.error().message};
    turn.end_step();
    return std::nullopt;
}

}  // namespace itr::ticket
