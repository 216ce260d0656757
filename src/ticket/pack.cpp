#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <itr/calendars.hpp>
#include <itr/pack.hpp>

#include "ticket/codes.hpp"
#include "ticket/delay.hpp"
#include "ticket/reach.hpp"
#include "ticket/terms.hpp"
#include "ticket/zone_record.hpp"

namespace itr {
namespace {

constexpr std::array<std::string_view, right_count> right_names{
    "open",  "comment", "comment.internal", "assign", "set",    "link",   "attach", "clock",
    "waive", "view",    "acknowledge",      "erase",  "deploy", "migrate"};

Diagnostic mistake(Code code, const Location& at, std::string message) {
    return {code, Severity::error, at, std::move(message), {}};
}

template <typename Named>
std::uint16_t index_of(const std::vector<Named>& all, std::string_view name) {
    const auto at = std::ranges::find(all, name, &Named::name);
    return at == all.end() ? chart::none : static_cast<std::uint16_t>(at - all.begin());
}

}  // namespace

std::string_view to_string(Right right) noexcept { return right_names[static_cast<std::size_t>(right)]; }

/// Builds a Pack room by room; what is missing is said, and the rest still looked at.
class PackCompiler {
  public:
    PackCompiler(model::Pack model, std::shared_ptr<const calendar::ZoneDatabase> zones,
                 Diagnostics& diagnostics)
        : pack_(new Pack), diagnostics_(diagnostics) {
        pack_->model_ = std::move(model);
        pack_->zones_ = std::move(zones);
        if (const auto& record = pack_->model_.zone_record)
            pack_->zones_ =
                calendar::ZoneDatabase::with_rules(record->database, record->zones, std::move(pack_->zones_));
    }

    /// What is compiled is the next version of `base`.
    PackCompiler& after(std::shared_ptr<const Pack> base) {
        base_ = std::move(base);
        return *this;
    }

    std::shared_ptr<Pack> compile() {
        const auto before = std::ranges::count(diagnostics_, Severity::error, &Diagnostic::severity);
        compile_roles();
        compile_calendars();
        for (const model::Workflow& workflow : pack_->model_.workflows) compile_flow(workflow);
        if (std::ranges::count(diagnostics_, Severity::error, &Diagnostic::severity) > before) return nullptr;
        pack_->canonical_ = model::canonical(pack_->model_);
        pack_->hash_ = model::identity(pack_->model_);
        pack_->edition_of_ = ticket::identity_without_zones(pack_->model_, pack_->hash_);
        pack_->versions_ = {pack_->hash_};
        return std::move(pack_);
    }

  private:
    using RoleEntry = Pack::RoleEntry;
    using Reach = ticket::Reach;

    void compile_roles() {
        const auto& roles = pack_->model_.roles;
        if (roles.size() > max_roles)
            return diagnostics_.push_back(
                mistake(pack_too_many_roles, roles[max_roles].at,
                        fmt::format("expected at most {} roles, but found {}", max_roles, roles.size())));
        for (const model::Role& role : roles) pack_->roles_.push_back({role.name, 0, 0, role.customer});
        for (std::size_t i = 0; i < roles.size(); ++i) close_over(i, i);
    }

    /// Adds role `from` and all it includes to entry `to`; a role reached before is not entered again, so
    /// cycles end.
    void close_over(std::size_t to, std::size_t from) {
        RoleEntry& entry = pack_->roles_[to];
        const RoleSet bit = RoleSet{1} << from;
        if ((entry.closure & bit) != 0) return;
        entry.closure |= bit;
        for (const model::Word& right : pack_->model_.roles[from].rights)
            if (const auto at = std::ranges::find(right_names, right.text); at != right_names.end())
                entry.rights |= 1U << static_cast<unsigned>(at - right_names.begin());
        for (const model::Word& included : pack_->model_.roles[from].includes)
            if (const auto index = index_of(pack_->model_.roles, included.text); index != chart::none)
                close_over(to, index);
    }

    void compile_calendars() {
        pack_->calendars_ = model::compile_calendars(pack_->model_.calendars, pack_->zones_, diagnostics_);
        if (base_)
            pack_->calendars_ =
                ticket::next_version_of({base_->calendars(), base_->model().calendars, base_->zones().get()},
                                        {pack_->calendars_, pack_->model_.calendars, pack_->zones_.get()});
    }

    std::uint16_t calendar_index(std::string_view name, const Location& at) {
        for (std::size_t i = 0; i < pack_->calendars_.size(); ++i)
            if (pack_->calendars_[i].definition().name == name) return static_cast<std::uint16_t>(i);
        // A calendar that did not compile has its own diagnostic.
        if (std::ranges::find(pack_->model_.calendars, name, [](const auto& c) {
                return c.definition.name;
            }) == pack_->model_.calendars.end())
            diagnostics_.push_back(
                mistake(pack_unknown_calendar, at,
                        fmt::format("expected the name of a calendar, but found '{}'", name)));
        return clock::none;
    }

    std::vector<std::string> clock_names() const {
        std::vector<std::string> names;
        for (const model::Agreement& agreement : pack_->model_.agreements)
            for (const model::ClockDefinition& clock : agreement.clocks)
                if (std::ranges::find(names, clock.name) == names.end()) names.push_back(clock.name);
        return names;
    }

    void compile_flow(const model::Workflow& workflow) {
        Flow flow;
        flow.index = static_cast<FlowIndex>(pack_->flows_.size());
        flow.chart = chart::Chart::lower(workflow, clock_names(), diagnostics_);
        if (!flow.chart) return;
        flow.plan = clock::Plan::compile(pack_->model_, *flow.chart, pack_->calendars_, diagnostics_,
                                         base_ ? base_->flows()[flow.index].plan : nullptr);
        look_ahead(flow);
        if (workflow.calendar) flow.calendar = calendar_index(workflow.calendar->text, workflow.calendar->at);
        for (const chart::Timer& timer : flow.chart->timers())
            flow.timer_calendar.push_back(
                timer.calendar.empty() ? clock::none : calendar_index(timer.calendar, workflow.at));
        for (std::size_t i = 0; i < flow.chart->timers().size(); ++i)
            if (const auto field = ticket::date_field(*flow.chart, flow.chart->timers()[i].delay);
                field != chart::none)
                flow.date_timers.push_back({static_cast<std::uint16_t>(i), field});
        flow.severity = flow.chart->field("severity");
        flow.closed_tag = flow.chart->tag("closed");
        const Reach reach = ticket::reach_of(pack_->model_, *flow.chart, flow.plan.get());
        compile_tables(flow, reach);
        compile_ladders(flow, reach);
        compile_rights(flow, workflow);
        compile_initial_values(flow);
        order_fields(flow);
        compile_milestones(flow, workflow);
        pack_->flows_.push_back(std::move(flow));
    }

    /// What its tickets can reach must compile against a workflow; the rest may speak of other workflows'
    /// data.
    void compile_tables(Flow& flow, const Reach& reach) {
        for (std::size_t i = 0; i < pack_->model_.tables.size(); ++i) {
            flow.table_of.push_back(chart::none);
            if (!reach.tables[i]) continue;
            auto compiled = policy::Table::compile(pack_->model_.tables[i], *flow.chart, diagnostics_);
            if (!compiled) continue;
            flow.table_of.back() = static_cast<std::uint16_t>(flow.tables.size());
            flow.tables.push_back(*std::move(compiled));
        }
        for (std::size_t f = 0; f < flow.chart->fields().size(); ++f) {
            const model::Field& field = flow.chart->fields()[f];
            if (!field.from_table) continue;
            const auto table = index_of(pack_->model_.tables, field.from_table->text);
            if (table == chart::none || flow.table_of[table] == chart::none) continue;
            const auto& outputs = pack_->model_.tables[table].outputs;
            const auto output = index_of(outputs, field.name);
            flow.derived.push_back({static_cast<chart::FieldIndex>(f), flow.table_of[table],
                                    output == chart::none ? std::uint16_t{0} : output});
        }
    }

    void compile_ladders(Flow& flow, const Reach& reach) {
        for (std::size_t i = 0; i < pack_->model_.ladders.size(); ++i) {
            const model::Ladder& ladder = pack_->model_.ladders[i];
            flow.ladders.push_back({&ladder, {}, {}});
            if (!reach.ladders[i]) continue;
            if (ladder.silent)
                flow.ladders.back().silent = condition(*ladder.silent, flow.chart->guard_scope());
            flow.ladders.back().levels.reserve(ladder.levels.size());
            for (const model::LadderLevel& level : ladder.levels)
                flow.ladders.back().levels.push_back(compile_level(level, *flow.chart));
        }
    }

    LadderLevel compile_level(const model::LadderLevel& level, const chart::Chart& chart) {
        const expression::Scope scope = chart.guard_scope();
        LadderLevel l;
        l.source = &level;
        l.actions = chart::compile_actions(level.actions, chart, scope, diagnostics_);
        if (level.quiet_unless) l.quiet_unless = condition(*level.quiet_unless, scope);
        if (level.calendar) l.calendar = calendar_index(level.calendar->text, level.calendar->at);
        return l;
    }

    std::optional<expression::Expression> condition(const model::Source& source,
                                                    const expression::Scope& scope) {
        return expression::Expression::compile(
            source.text, scope, source.at, diagnostics_,
            expression::Type{.of = expression::Type::Of::boolean, .parameters = {}, .values = {}});
    }

    void compile_milestones(Flow& flow, const model::Workflow& workflow) {
        const expression::Scope scope = flow.chart->condition_scope();
        for (const auto& [name, source] : workflow.milestones) {
            const auto field = flow.chart->field(name.text);
            const bool usable =
                field != chart::none && flow.chart->fields()[field].type == model::FieldType::timestamp;
            if (!usable)
                diagnostics_.push_back(
                    mistake(pack_bad_milestone, name.at,
                            fmt::format("expected a timestamp among the workflow's data, but found '{}'",
                                        name.text)));
            auto when = condition(source, scope);
            if (usable && when) flow.milestones.push_back({field, *std::move(when)});
        }
    }

    RoleSet role_set(std::span<const model::Word> roles) const {
        RoleSet set = 0;
        for (const model::Word& role : roles)
            if (const auto index = index_of(pack_->model_.roles, role.text); index != chart::none)
                set |= RoleSet{1} << index;
        return set;
    }

    void compile_rights(Flow& flow, const model::Workflow& workflow) {
        for (const chart::EventInfo& event : flow.chart->events()) {
            flow.may_send.push_back(event.type != nullptr ? role_set(event.type->roles) : 0);
            flow.anyone_may_send.push_back(event.type != nullptr && event.type->any_role);
        }
        for (const chart::Transition& transition : flow.chart->transitions()) {
            RoleSet set = transition.roles.empty() ? ~RoleSet{0} : 0;
            for (const std::string& role : transition.roles)
                if (const auto index = index_of(pack_->model_.roles, role); index != chart::none)
                    set |= RoleSet{1} << index;
            flow.may_take.push_back(set);
        }
        flow.may_open = role_set(workflow.opened_by);
    }

    /// As canonical JSON wants them.
    static void order_fields(Flow& flow) {
        const auto fields = flow.chart->fields();
        for (std::size_t f = 0; f < fields.size(); ++f)
            if (!fields[f].personal) flow.kept_fields.push_back(static_cast<chart::FieldIndex>(f));
        std::ranges::sort(flow.kept_fields, {},
                          [&](chart::FieldIndex f) { return std::string_view(fields[f].name); });
    }

    /// Only for workflows with a clock whose breach is to be predicted.
    static void look_ahead(Flow& flow) {
        if (!flow.plan) return;
        const auto predicted = [](const clock::Definition& definition) {
            return std::ranges::any_of(definition.thresholds, [](const clock::Threshold& threshold) {
                return threshold.source->by == model::Threshold::At::predicted;
            });
        };
        const auto clocks = flow.plan->clocks();
        if (std::ranges::none_of(clocks, predicted)) return;
        flow.ahead.resize(clocks.size());
        for (clock::ClockIndex i = 0; i < clocks.size(); ++i)
            if (predicted(clocks[i])) flow.ahead[i] = structure::Ahead(*flow.chart, *flow.plan, i);
    }

    void compile_initial_values(Flow& flow) {
        flow.initial_values = initial_values(*flow.chart, flow.chart->fields());
        for (const model::Form& form : pack_->model_.forms)
            flow.form_values.push_back(form.workflow.text == flow.chart->workflow().name
                                           ? initial_values(*flow.chart, form.fields)
                                           : InitialValues());
    }

    InitialValues initial_values(const chart::Chart& chart, std::span<const model::Field> fields) {
        const expression::Scope scope = chart.guard_scope();
        InitialValues values;
        values.of_field.assign(chart.fields().size(), chart::none);
        for (const model::Field& field : fields) {
            const auto index = chart.field(field.name);
            if (index == chart::none || !field.initial || !field.initial->expression) continue;
            const model::Source& source = *field.initial->expression;
            auto compiled = expression::Expression::compile(source.text, scope, source.at, diagnostics_);
            if (!compiled) continue;
            values.of_field[index] = static_cast<std::uint16_t>(values.expressions.size());
            values.expressions.push_back(*std::move(compiled));
        }
        return values;
    }

    std::shared_ptr<Pack> pack_;
    std::shared_ptr<const Pack> base_;
    Diagnostics& diagnostics_;
};

std::shared_ptr<const Pack> Pack::compile(model::Pack model,
                                          std::shared_ptr<const calendar::ZoneDatabase> zones,
                                          Diagnostics& diagnostics) {
    return PackCompiler(std::move(model), std::move(zones), diagnostics).compile();
}

std::shared_ptr<const Pack> Pack::under(const std::shared_ptr<const Pack>& base, const Pack& terms,
                                        Diagnostics& diagnostics) {
    auto pack = PackCompiler(ticket::under_terms(base->model(), terms.model()), terms.zones(), diagnostics)
                    .after(base)
                    .compile();
    if (!pack) return nullptr;
    pack->versions_ = base->versions_;
    pack->versions_.push_back(terms.hash());
    return pack;
}

const Flow* Pack::flow(std::string_view workflow) const noexcept {
    const auto at =
        std::ranges::find_if(flows_, [&](const Flow& f) { return f.chart->workflow().name == workflow; });
    return at == flows_.end() ? nullptr : &*at;
}

const calendar::Calendar* Pack::calendar(std::string_view name) const noexcept {
    const auto at =
        std::ranges::find_if(calendars_, [&](const auto& c) { return c.definition().name == name; });
    return at == calendars_.end() ? nullptr : &*at;
}

Rights Pack::rights_of(std::span<const std::string> roles) const noexcept {
    Rights rights;
    bool staff = false;
    for (const std::string& role : roles) {
        if (role == "system") {
            rights.system = true;
            continue;
        }
        const auto entry = std::ranges::find(roles_, role, &RoleEntry::name);
        if (entry == roles_.end()) continue;
        rights.roles |= entry->closure;
        rights.rights |= entry->rights;
        staff |= !entry->customer;
    }
    // A person without any known role is treated as the least trusted kind.
    rights.customer = !rights.system && !staff;
    return rights;
}

}  // namespace itr
