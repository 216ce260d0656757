#include <algorithm>

#include "loader/documents.hpp"

namespace itr::loader {
namespace {

using model::Action;

/// `{first: name, …}` or the name alone.
template <typename Read>
void named(Context& context, const Node& node, std::string_view what, std::string_view key, model::Word& name,
           Read read) {
    if (node.kind == Node::Kind::scalar) {
        name = word_of(context, node);
        return;
    }
    Map map(context, node, what);
    if (const Node* found = map.need(key)) name = word_of(context, *found);
    read(map);
    map.finish();
}

void read_with(Context& context, Map& map, Action& action) {
    if (const Node* with = map.get("with")) action.with = sources_of(context, *with);
}

/// One expression, under its own name.
void read_argument(Context& context, Map& map, std::string_view name, Action& action) {
    if (const Node* value = map.get(name))
        action.with.emplace_back(model::Word{std::string(name), context.at(*value)},
                                 source_of(context, *value));
}

/// `event`, `{event, with}`, or `{policy}`.
void read_raise(Context& context, const Node& node, Action& action) {
    if (node.kind == Node::Kind::scalar) {
        action.event = word_of(context, node);
        return;
    }
    Map map(context, node, "'raise'");
    map.read("policy", action.name);
    const bool asks = !action.name.text.empty();
    if (const Node* event = asks ? nullptr : map.need("event")) action.event = word_of(context, *event);
    if (!asks) read_with(context, map, action);
    map.finish();
}

void read_assign(Context& context, const Node& node, Action& action) {
    Map map(context, node, "'assign'");
    map.read("table", action.table);
    map.read("policy", action.name);
    for (const auto [key, value] : pairs(node)) {
        if (key.text != "team" && key.text != "owner" && key.text != "line") continue;
        (void)map.get(key.text);
        action.with.emplace_back(model::Word{std::string(key.text), context.at(key)},
                                 source_of(context, value));
    }
    for (const char* key : {"team", "owner", "line"}) (void)map.get(key);
    map.finish();
    const int ways =
        int{action.table.has_value()} + int{!action.name.text.empty()} + int{!action.with.empty()};
    if (map.valid() && ways != 1)
        context.error(
            invalid_value, node,
            "expected a table, a policy, or some of team, owner and line under 'assign', but found " +
                std::string(ways == 0 ? "none of them" : "several of them"));
}

void read_comment(Context& context, const Node& node, Action& action) {
    Map map(context, node, "'comment'");
    bool internal = true;
    if (const Node* text = map.need("text"))
        action.with.emplace_back(model::Word{"text", context.at(*text)}, source_of(context, *text));
    map.read("visible", internal, model::visibilities);
    if (!internal) action.name = {"public", context.at(node)};
    map.finish();
}

void read_signal(Context& context, const Node& node, Action& action) {
    Map map(context, node, "'signal'");
    model::Recipient to{};
    if (const Node* node_to = map.need("to")) {
        to = choice_of(context, *node_to, model::recipients, to);
        action.name = word_of(context, *node_to);
    }
    if (const Node* relation = map.get("relation")) {
        action.relation = word_of(context, *relation);
        if (to != model::Recipient::linked && to != model::Recipient::linking)
            context.error(invalid_value, *relation,
                          "a relation is of 'linked' or 'linking' tickets, not of parents and children");
    }
    if (const Node* event = map.need("event")) action.event = word_of(context, *event);
    read_with(context, map, action);
    map.finish();
}

void read_kind(Context& context, const Node& node, Action& action) {
    constexpr int max_level = 100;
    switch (action.kind) {
        case Action::Kind::set:
            action.with = sources_of(context, node);
            if (node.kind == Node::Kind::map && action.with.empty())
                context.error(missing_key, node, "a 'set' that sets nothing", "write {set: {FIELD: VALUE}}");
            return;
        case Action::Kind::raise: return read_raise(context, node, action);
        case Action::Kind::send:
            return named(context, node, "'send'", "event", action.event, [&](Map& m) {
                if (const Node* after = m.get("after")) action.delay = delay_of(context, *after);
                m.read("id", action.id);
                read_with(context, m, action);
            });
        case Action::Kind::cancel: action.id = word_of(context, node); return;
        case Action::Kind::ask:
            return named(context, node, "'ask'", "host", action.name,
                         [&](Map& m) { read_with(context, m, action); });
        case Action::Kind::notify:
            return named(context, node, "'notify'", "to", action.name,
                         [&](Map& m) { read_with(context, m, action); });
        case Action::Kind::assign: return read_assign(context, node, action);
        case Action::Kind::decide:
            action.table = word_of(context, node);
            action.name = *action.table;
            return;
        case Action::Kind::open:
            return named(context, node, "'open'", "workflow", action.name,
                         [&](Map& m) { read_with(context, m, action); });
        case Action::Kind::signal: return read_signal(context, node, action);
        case Action::Kind::ladder:
            return named(context, node, "'ladder'", "ladder", action.name, [&](Map& m) {
                m.read_number("level", action.level, 1, max_level);
                read_argument(context, m, "reason", action);
            });
        case Action::Kind::adopt:
            return named(context, node, "'adopt'", "clock", action.name, [&](Map& m) {
                read_argument(context, m, "origin", action);
                read_argument(context, m, "due", action);
            });
        case Action::Kind::comment: return read_comment(context, node, action);
    }
}

std::string known_actions() {
    std::string list;
    for (const auto& choice : model::action_keys)
        list += (list.empty() ? "" : ", ") + std::string(choice.word);
    return list;
}

}  // namespace

std::vector<Action> action_within(Context& context, Map& map) {
    std::vector<Action> found;
    std::optional<model::Source> when;
    map.read("when", when);
    for (const auto& choice : model::action_keys) {
        const Node* node = map.get(choice.word);
        if (node == nullptr) continue;
        Action action;
        action.kind = choice.value;
        action.when = when;
        action.at = context.at(map.node());
        read_kind(context, *node, action);
        found.push_back(std::move(action));
    }
    if (found.size() > 1)
        context.error(invalid_value, map.node(), "several actions in one map, whose order would not be said",
                      "make it a list: one '- ' for each action");
    return found;
}

std::vector<Action> actions_of(Context& context, const Node& node) {
    std::vector<Action> actions;
    const auto add = [&](const Node& item) {
        Map map(context, item, "an action");
        auto one = action_within(context, map);
        map.finish();
        const bool only_when = item.count <= (map.has("when") ? 1U : 0U);
        if (one.empty() && map.valid() && only_when)
            context.error(missing_key, item, "an action that does nothing",
                          fmt::format("one of: {}", known_actions()));
        std::ranges::move(one, std::back_inserter(actions));
    };
    if (node.kind != Node::Kind::sequence) {
        add(node);
    } else {
        for (const Node& item : items(node)) add(item);
    }
    return actions;
}

}  // namespace itr::loader
