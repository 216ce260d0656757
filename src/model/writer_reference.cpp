// Calendars, tables, ladders, roles and forms.
#include "model/cell.hpp"
#include "model/writer.hpp"

namespace itr::model {
namespace {

std::string span_text(const itr::calendar::Definition::Day& day) {
    const std::string first = to_string(day.first);
    return day.first == day.last ? first : first + "/" + to_string(day.last);
}

}  // namespace

void Writer::days(const itr::calendar::Definition& definition) {
    const auto some = [&](bool open) {
        for (const auto& day : definition.days)
            if (day.windows.empty() != open) return true;
        return false;
    };
    if (some(false)) {
        json_.key("closed");
        json_.begin_array();
        for (const auto& day : definition.days)
            if (day.windows.empty()) json_.text(span_text(day));
        json_.end_array();
    }
    if (!some(true)) return;
    json_.key("open");
    json_.begin_object();
    for (const auto& day : definition.days) {
        if (day.windows.empty()) continue;
        json_.key(span_text(day));
        windows(day.windows);
    }
    json_.end_object();
}

void Writer::breaks(const itr::calendar::Definition& definition) {
    if (definition.breaks.empty()) return;
    json_.key("breaks");
    json_.begin_object();
    for (std::size_t i = 0; i < definition.breaks.size();) {
        const itr::calendar::Date date = definition.breaks[i].date;
        std::vector<itr::calendar::Window> of_day;
        for (; i < definition.breaks.size() && definition.breaks[i].date == date; ++i)
            of_day.push_back(definition.breaks[i].window);
        json_.key(to_string(date));
        windows(of_day);
    }
    json_.end_object();
}

void Writer::rule(const itr::calendar::Rule& rule) {
    using Rule = itr::calendar::Rule;
    json_.begin_object();
    switch (rule.by) {
        case Rule::By::fixed_date: text("fixed", fmt::format("{:02}-{:02}", rule.month, rule.day)); break;
        case Rule::By::nth_weekday:
            json_.key("nth");
            json_.raw(fmt::format("{}", rule.nth));
            text("weekday", weekday_names[rule.weekday]);
            text("of", month_names[rule.month - 1]);
            break;
        case Rule::By::last_weekday:
            text("last", weekday_names[rule.weekday]);
            text("of", month_names[rule.month - 1]);
            break;
        case Rule::By::easter:
            json_.key("easter");
            json_.raw(fmt::format("{}", rule.offset));
            break;
    }
    choice("observed", observances, rule.observed, Rule::Observed::as_is);
    json_.end_object();
}

void Writer::made_of_others(const CalendarEntry& entry) {
    if (entry.combine) words(word_of(combinations, *entry.combine), entry.parts);
    if (entry.versions.empty()) return;
    json_.key("versions");
    json_.begin_array();
    for (const CalendarEntry::Version& version : entry.versions) {
        json_.begin_object();
        text("from", to_string(version.from));
        text("calendar", version.calendar.text);
        json_.end_object();
    }
    json_.end_array();
}

void Writer::zone(const CalendarEntry& entry) {
    if (!entry.located) {
        if (entry.definition.zone != "UTC") text("zone", entry.definition.zone);
        return;
    }
    json_.key("zone");
    json_.begin_object();
    text("from", entry.located->field.text);
    strings("among", entry.located->among);
    text("otherwise", entry.located->otherwise);
    json_.end_object();
}

void Writer::calendar(const CalendarEntry& entry) {
    const itr::calendar::Definition& definition = entry.definition;
    json_.begin_object();
    text("calendar", definition.name);
    title(entry.title);
    if (entry.is_made_of_others()) {
        made_of_others(entry);
        return json_.end_object();
    }
    zone(entry);
    flag("always", definition.always);
    choice("skipped", skips, definition.skipped, itr::calendar::Skipped::after_gap);
    json_.key("week");
    json_.begin_object();
    for (std::size_t day = 0; day < definition.week.size(); ++day) {
        if (definition.week[day].empty()) continue;
        json_.key(weekdays[day]);
        windows(definition.week[day]);
    }
    json_.end_object();
    days(definition);
    breaks(definition);
    if (!definition.rules.empty()) {
        json_.key("rules");
        json_.begin_array();
        for (const auto& each : definition.rules) rule(each);
        json_.end_array();
    }
    if (definition.valid_from || definition.valid_to) {
        json_.key("valid");
        json_.begin_object();
        if (definition.valid_from) text("from", to_string(*definition.valid_from));
        if (definition.valid_to) text("to", to_string(*definition.valid_to));
        json_.end_object();
    }
    if (definition.known_until) text("known_until", to_string(*definition.known_until));
    json_.end_object();
}

void Writer::cell(const Cell& cell) {
    const auto list = [&] {
        json_.begin_array();
        for (const Value& each : cell.values) value(each);
        json_.end_array();
    };
    switch (cell.kind) {
        case Cell::Kind::any: return json_.text("_");
        case Cell::Kind::range: return json_.text(range_text(cell));
        case Cell::Kind::one_of: return list();
        case Cell::Kind::none_of:
            json_.begin_object();
            json_.key("not");
            list();
            return json_.end_object();
        case Cell::Kind::equals: break;
    }
    const Value& literal = cell.values.front();
    if (!literal.is(Kind::string) || !looks_like_a_form(literal.as_string())) return value(literal);
    json_.begin_object();
    json_.key("is");
    value(literal);
    json_.end_object();
}

void Writer::table(const Table& table) {
    json_.begin_object();
    text("table", table.name);
    title(table.title);
    if (table.hit == HitPolicy::collect && table.aggregate != Aggregate::list) {
        json_.key("hit");
        json_.begin_object();
        text("collect", word_of(aggregates, table.aggregate));
        json_.end_object();
    } else {
        choice("hit", hit_policies, table.hit, HitPolicy::unique);
    }
    json_.key("inputs");
    json_.begin_array();
    for (const Source& each : table.inputs) json_.text(each.text);
    json_.end_array();
    if (!(table.outputs.size() == 1 && table.outputs[0].name.empty())) fields("outputs", table.outputs);
    json_.key("rows");
    json_.begin_array();
    for (const TableRow& row : table.rows) {
        json_.begin_array();
        for (const Cell& each : row.inputs) cell(each);
        for (const Value& each : row.outputs) value(each);
        json_.end_array();
    }
    json_.end_array();
    if (table.otherwise) {
        json_.key("default");
        json_.begin_array();
        for (const Value& each : *table.otherwise) value(each);
        json_.end_array();
    }
    json_.end_object();
}

void Writer::level(const LadderLevel& level) {
    json_.begin_object();
    actions("do", level.actions);
    duration("after", level.after);
    duration("repeat", level.repeat);
    number("times", level.times, 0);
    if (level.until_acknowledged) text("until", "acknowledged");
    if (level.quiet) {
        json_.key("quiet");
        json_.begin_object();
        text("from", fmt::format("{:02}:{:02}", level.quiet->from / 60, level.quiet->from % 60));
        text("to", fmt::format("{:02}:{:02}", level.quiet->to / 60, level.quiet->to % 60));
        source("unless", level.quiet_unless);
        json_.end_object();
    }
    word("calendar", level.calendar);
    json_.end_object();
}

void Writer::ladder(const Ladder& ladder) {
    json_.begin_object();
    text("ladder", ladder.name);
    title(ladder.title);
    source("silent", ladder.silent);
    duration("digest", ladder.digest);
    json_.key("levels");
    json_.begin_array();
    for (const LadderLevel& each : ladder.levels) level(each);
    json_.end_array();
    json_.end_object();
}

void Writer::roles(const std::vector<Role>& roles) {
    if (roles.empty()) return;
    json_.begin_object();
    json_.key("roles");
    json_.begin_object();
    for (const Role& role : roles) {
        json_.key(role.name);
        json_.begin_object();
        title(role.title);
        words("includes", role.includes);
        words("rights", role.rights);
        word("line", role.line);
        word("calendar", role.calendar);
        flag("customer", role.customer);
        json_.end_object();
    }
    json_.end_object();
    json_.end_object();
}

void Writer::resources(const std::vector<Resource>& resources) {
    if (resources.empty()) return;
    json_.begin_object();
    json_.key("resources");
    json_.begin_object();
    for (const Resource& resource : resources) {
        json_.key(resource.name);
        json_.begin_object();
        title(resource.title);
        number("count", resource.count, 1);
        json_.end_object();
    }
    json_.end_object();
    json_.end_object();
}

void Writer::form(const Form& form) {
    json_.begin_object();
    text("form", form.name);
    title(form.title);
    text("workflow", form.workflow.text);
    strings("products", form.products);
    strings("channels", form.channels);
    if (!form.fields.empty()) {
        json_.key("fields");
        json_.begin_object();
        for (const Field& field : form.fields) {
            json_.key(field.name);
            json_.begin_object();
            title(field.title);
            flag("required", field.required);
            input("default", field.initial);
            json_.end_object();
        }
        json_.end_object();
    }
    json_.end_object();
}

}  // namespace itr::model
