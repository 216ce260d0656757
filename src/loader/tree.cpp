#include "loader/tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "loader/codes.hpp"
#include "loader/trouble.hpp"

namespace itr::loader {
namespace {

/// Thrown through the parser when a limit is met: it stops there, before it can recurse any deeper.
struct LimitMet {};

constexpr std::size_t many_keys = 16;  // from here on a hash table looks for duplicates

class Builder final : public YAML::EventHandler {
  public:
    Builder(std::string_view text, const std::string& file, Tree& tree, Diagnostics& diagnostics,
            const Limits& limits)
        : text_(text), file_(file), tree_(tree), diagnostics_(diagnostics), limits_(limits) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (mark.pos == began_) refuse_stuck(mark);
        began_ = mark.pos;
        anchors_.clear();
        root_ = nullptr;
    }
    void OnDocumentEnd() override {
        if (root_ != nullptr) tree_.documents.push_back(root_);
    }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        Node* node = make(Node::Kind::null, mark, anchor);
        node->plain = true;
        node->text = written_null(*node);
        close(*node);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const Node* target = anchor < anchors_.size() ? anchors_[anchor] : nullptr;
        if (target == nullptr || std::ranges::find(open_, target, &Level::node) != open_.end()) {
            report(alias_cycle, mark, "an alias inside the very node it stands for", "");
            throw LimitMet{};
        }
        Node* node = make(target->kind, mark, 0);
        const auto [line, column, offset, next] =
            std::tuple(node->line, node->column, node->offset, node->next);
        *node = *target;
        std::tie(node->line, node->column, node->offset, node->next) = std::tie(line, column, offset, next);
        if (open_.size() + node->height >= limits_.depth) stop_at_depth(mark);
        count(target->weight - 1, mark);
        close(*node);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        if (value.size() > max_scalar_bytes) {
            report(scalar_too_long, mark,
                   fmt::format("a text of {} bytes; the limit is {}", value.size(), max_scalar_bytes), "");
            throw LimitMet{};
        }
        if (value.find('\0') != std::string::npos)
            report(control_character, mark, "the control character U+0000, which no database keeps in a text",
                   "remove it");
        if (!is_utf8(value))
            report(not_utf8, mark, "the escape \\N or \\_, which is not read as UTF-8",
                   "write \\x85 or \\xA0, or the character itself");
        Node* node = make(Node::Kind::scalar, mark, anchor);
        node->plain = tag == "?";
        node->text = keep(value);
        refuse_tag(*node, tag);
        close(*node);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        open(Node::Kind::sequence, mark, tag, anchor, style);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        open(Node::Kind::map, mark, tag, anchor, style);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapEnd() override {
        const Node& map = end();
        check_keys(map);
    }

  private:
    struct Level {
        Node* node;
        Node* last = nullptr;
        std::uint32_t children = 0;
    };

    /// Of a token that begins nothing the parser makes an empty document, again and again, and stays there.
    [[noreturn]] void refuse_stuck(const YAML::Mark& mark) {
        tree_.documents.pop_back();
        throw YAML::ParserException(mark, "something ends here that has not begun");
    }

    Node* make(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        count(1, mark);
        Node* node = new (tree_.memory->allocate(sizeof(Node), alignof(Node))) Node;
        node->kind = kind;
        node->line = static_cast<std::uint32_t>(mark.line + 1);
        node->column = static_cast<std::uint32_t>(mark.column + 1);
        node->offset = static_cast<std::uint32_t>(std::max(mark.pos, 0));
        node->flow = !open_.empty() && open_.back().node->flow;
        if (anchor > 0) {
            if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
            anchors_[anchor] = node;
            skip_anchor(*node);
        }
        if (open_.empty()) {
            root_ = node;
        } else {
            Level& level = open_.back();
            (level.last == nullptr ? level.node->first : level.last->next) = node;
            level.last = node;
            ++level.children;
        }
        return node;
    }

    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              YAML::EmitterStyle::value style) {
        if (open_.size() + 1 >= limits_.depth) stop_at_depth(mark);
        Node* node = make(kind, mark, anchor);
        node->flow = style == YAML::EmitterStyle::Flow;
        refuse_tag(*node, tag);
        open_.push_back({node});
    }
    const Node& end() {
        const Level level = open_.back();
        open_.pop_back();
        level.node->count = level.node->kind == Node::Kind::map ? level.children / 2 : level.children;
        close(*level.node);
        return *level.node;
    }
    /// Adds a finished node to its parent's figures.
    void close(const Node& node) {
        if (open_.empty()) return;
        Node& parent = *open_.back().node;
        parent.weight += node.weight;
        parent.height = std::max(parent.height, static_cast<std::uint16_t>(node.height + 1));
    }

    void count(std::size_t nodes, const YAML::Mark& mark) {
        nodes_ += nodes;
        if (nodes_ <= limits_.nodes) return;
        report(too_many_nodes, mark,
               fmt::format("more than {} values, aliases counted with all they stand for", limits_.nodes),
               "split the file, or use fewer aliases");
        throw LimitMet{};
    }
    [[noreturn]] void stop_at_depth(const YAML::Mark& mark) {
        report(too_deep, mark, fmt::format("nesting beyond {} levels", limits_.depth), "");
        throw LimitMet{};
    }

    void refuse_tag(Node& node, const std::string& tag) {
        const bool written = node.offset < text_.size() && text_[node.offset] == '!';
        if (!written && (tag.empty() || tag == "?" || tag == "!")) return;
        node.broken = true;
        diagnostics_.push_back({explicit_tag, Severity::error, place(node),
                                "a value that begins with '!' is a tag to YAML, and tags are not used here",
                                "quote the expression, if it is one: \"!…\""});
    }

    void check_keys(const Node& map) {
        std::unordered_map<std::string_view, const Node*> seen;
        for (const auto [key, value] : pairs(map)) {
            if (key.kind != Node::Kind::scalar) {
                const bool nothing = key.kind == Node::Kind::null;
                report_at(key_not_text, key, nothing ? "a key that is nothing" : "a key that is not a text",
                          nothing ? "quote the key" : "a text in braces or brackets must be quoted");
                key.broken = true;
                continue;
            }
            if (key.plain && key.text == "<<")
                report_at(merge_key, key, "merge keys are not part of YAML 1.2",
                          "write the keys out, or alias the whole value");
            if (const Node* first = earlier(map, key, seen); first != nullptr)
                report_at(duplicate_key, key, fmt::format("the key '{}' stands twice in one map", key.text),
                          fmt::format("it is first in line {}", first->line));
        }
    }
    const Node* earlier(const Node& map, const Node& key,
                        std::unordered_map<std::string_view, const Node*>& seen) {
        if (map.count > many_keys) {
            const auto [at, fresh] = seen.emplace(key.text, &key);
            return fresh ? nullptr : at->second;
        }
        for (const auto [other, value] : pairs(map)) {
            if (&other == &key) break;
            if (other.kind == Node::Kind::scalar && other.text == key.text) return &other;
        }
        return nullptr;
    }

    /// Moves the place of a node from its `&anchor` to the value behind it.
    void skip_anchor(Node& node) const {
        std::size_t at = node.offset;
        if (at >= text_.size() || text_[at] != '&') return;
        while (at < text_.size() && text_[at] != ' ' && text_[at] != '\n') ++at;
        while (at < text_.size() && text_[at] == ' ') ++at;
        if (at >= text_.size() || text_[at] == '\n' || text_[at] == '\r') return;
        node.column += static_cast<std::uint32_t>(at - node.offset);
        node.offset = static_cast<std::uint32_t>(at);
    }
    [[nodiscard]] std::string_view written_null(const Node& node) const {
        const std::string_view rest = text_.substr(std::min<std::size_t>(node.offset, text_.size()));
        for (const std::string_view word : {"null", "Null", "NULL", "~"})
            if (rest.starts_with(word)) return word;
        return {};
    }
    std::string_view keep(const std::string& value) {
        if (value.empty()) return {};
        auto* copy = static_cast<char*>(tree_.memory->allocate(value.size(), 1));
        std::ranges::copy(value, copy);
        return {copy, value.size()};
    }

    [[nodiscard]] Location place(const Node& node) const { return {file_, node.line, node.column}; }
    void report_at(Code code, const Node& node, std::string message, std::string hint) {
        diagnostics_.push_back({code, Severity::error, place(node), std::move(message), std::move(hint)});
    }
    void report(Code code, const YAML::Mark& mark, std::string message, std::string hint) {
        diagnostics_.push_back(
            {code,
             Severity::error,
             {file_, static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)},
             std::move(message),
             std::move(hint)});
    }

    std::string_view text_;
    const std::string& file_;
    Tree& tree_;
    Diagnostics& diagnostics_;
    const Limits& limits_;
    std::vector<Level> open_;
    std::vector<const Node*> anchors_;
    const Node* root_ = nullptr;
    std::size_t nodes_ = 0;
    int began_ = -1;  // where the last document did
};

}  // namespace

Tree parse(std::string_view text, const std::string& file, Diagnostics& diagnostics, const Limits& limits) {
    Tree tree{std::make_unique<std::pmr::monotonic_buffer_resource>(text.size() * 4 + 4096), {}};
    if (!check_bytes(text, file, limits.bytes, diagnostics)) return tree;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const bool has_tab = find_tabs(text, file, diagnostics);
    Builder builder(text, file, tree, diagnostics, limits);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const LimitMet&) {
    } catch (const YAML::Exception& e) {
        // Behind a tab in the indentation nothing is where it seems.
        if (!has_tab) diagnostics.push_back(explain_syntax(text, file, e.mark.line, e.mark.column, e.msg));
    }
    return tree;
}

}  // namespace itr::loader
