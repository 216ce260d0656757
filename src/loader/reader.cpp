#include "loader/reader.hpp"

#include <algorithm>
#include <itr/loader.hpp>

namespace itr::loader {

// ---- Context

Location Context::content(const Node& node) const {
    Location place = at(node);
    const char first = node.offset < text_.size() ? text_[node.offset] : '\0';
    if (node.plain) return place;
    if (first == '"' || first == '\'') {
        ++place.column;
    } else if (first == '|' || first == '>') {
        const std::size_t line = text_.find('\n', node.offset);
        const std::size_t start =
            line == std::string_view::npos ? line : text_.find_first_not_of(" \r\n", line);
        if (start == std::string_view::npos) return place;
        place.line += static_cast<std::uint32_t>(std::ranges::count(text_.substr(line, start - line), '\n'));
        place.column = static_cast<std::uint32_t>(start - text_.rfind('\n', start));
    }
    return place;
}

TextLocation Context::places(const Node& node, std::uint32_t skip) {
    TextLocation place = content(node);
    if (written_ && !stands_as_it_reads(text_, node)) {
        auto& runs = runs_[{node.offset, skip}];
        if (runs == nullptr) runs = std::make_shared<const Runs>(runs_of(text_, node, skip));
        place.runs = runs;
    }
    if (skip == 0) return place;
    static_cast<Location&>(place) = place.runs == nullptr ? place.of(node.text, skip) : place.of({}, 0);
    return place;
}

bool Context::has_comment_behind(const Node& node) const {
    if (!node.plain ||
        text_.substr(std::min<std::size_t>(node.offset, text_.size()), node.text.size()) != node.text)
        return false;
    const std::size_t behind = node.offset + node.text.size();
    const std::size_t next = text_.find_first_not_of(' ', behind);
    return next != std::string_view::npos && next > behind && text_[next] == '#';
}

void Context::add(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }

void Context::error(Code code, const Node& node, std::string message, std::string hint) {
    if (!node.broken) error(code, at(node), std::move(message), std::move(hint));
}
void Context::error(Code code, Location at, std::string message, std::string hint) {
    add({code, Severity::error, std::move(at), std::move(message), std::move(hint)});
}
void Context::warn(Code code, const Node& node, std::string message, std::string hint) {
    add({code, Severity::warning, at(node), std::move(message), std::move(hint)});
}
void Context::note(Code code, Location at, std::string message) {
    add({code, Severity::note, std::move(at), std::move(message), {}});
}

// ---- Map

Map::Map(Context& context, const Node& node, std::string_view what)
    : context_(context), node_(node), what_(what) {
    if (!valid()) wrong_type(context_, node, fmt::format("{} (a map)", what));
}

const Node* Map::get(std::string_view key) {
    asked_.push_back(key);
    for (const auto [name, value] : pairs(node_))
        if (name.kind == Node::Kind::scalar && name.text == key) return &value;
    return nullptr;
}

const Node* Map::need(std::string_view key) {
    const Node* found = get(key);
    if (found == nullptr && valid())
        context_.error(missing_key, node_, fmt::format("{} without '{}'", what_, key),
                       fmt::format("add '{}: …'", key));
    return found;
}

bool Map::has(std::string_view key) const {
    for (const auto [name, value] : pairs(node_))
        if (name.kind == Node::Kind::scalar && name.text == key) return true;
    return false;
}

void Map::finish() {
    for (const auto [name, value] : pairs(node_)) {
        if (name.kind != Node::Kind::scalar || std::ranges::find(asked_, name.text) != asked_.end()) continue;
        if (name.plain && name.text == "<<") continue;  // reported as a merge key
        if (node_.flow && value.kind == Node::Kind::null && value.text.empty()) {
            context_.error(expression_cut, name,
                           fmt::format("'{}' stands behind a ',' without being a key", name.text),
                           "within { } an expression or text with a ',' must be quoted");
            continue;
        }
        std::string hint = spelling::did_you_mean(name.text, asked_);
        if (hint.empty()) hint = fmt::format("known here: {}", fmt::join(asked_, ", "));
        context_.error(unknown_key, name, fmt::format("{} has no key '{}'", what_, name.text),
                       std::move(hint));
    }
}

void Map::read(std::string_view key, bool& out) {
    if (const Node* node = get(key)) out = bool_of(context_, *node);
}
void Map::read(std::string_view key, std::string& out) {
    if (const Node* node = get(key)) out = text_of(context_, *node);
}
void Map::read(std::string_view key, model::Title& out) {
    if (const Node* node = get(key)) out = title_of(context_, *node);
}
void Map::read(std::string_view key, model::Word& out) {
    if (const Node* node = get(key)) out = word_of(context_, *node);
}
void Map::read(std::string_view key, std::optional<model::Word>& out) {
    if (const Node* node = get(key)) out = word_of(context_, *node);
}
void Map::read(std::string_view key, std::vector<model::Word>& out) {
    if (const Node* node = get(key)) out = words_of(context_, *node);
}
void Map::read(std::string_view key, std::vector<std::string>& out) {
    const Node* node = get(key);
    if (node == nullptr) return;
    for (model::Word& word : words_of(context_, *node)) out.push_back(std::move(word.text));
}
void Map::read(std::string_view key, std::optional<model::Source>& out) {
    if (const Node* node = get(key)) out = source_of(context_, *node);
}
void Map::read(std::string_view key, std::optional<calendar::Target>& out) {
    if (const Node* node = get(key)) out = target_of(context_, *node);
}
void Map::read(std::string_view key, std::optional<Duration>& out) {
    if (const Node* node = get(key)) out = duration_of(context_, *node);
}
void Map::read_number(std::string_view key, int& out, int low, int high) {
    if (const Node* node = get(key)) out = number_of(context_, *node, low, high);
}

// ---- what a node is

std::string describe(const Node& node) {
    switch (node.kind) {
        case Node::Kind::null: return "nothing";
        case Node::Kind::sequence: return "a list";
        case Node::Kind::map: return "a map";
        case Node::Kind::scalar: break;
    }
    constexpr std::size_t shown = 40;
    return node.text.size() <= shown ? fmt::format("'{}'", node.text) : "a long text";
}

void wrong_type(Context& context, const Node& node, std::string_view expected) {
    context.error(loader::wrong_type_found, node,
                  fmt::format("expected {}, but found {}", expected, describe(node)));
}

bool is_text(Context& context, const Node& node) {
    if (node.kind == Node::Kind::scalar) return !node.broken;
    wrong_type(context, node, "a text");
    return false;
}

}  // namespace itr::loader
