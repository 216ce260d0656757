// From nodes to words, numbers, times and expressions. Each function reports what is wrong at the node's
// place and then returns something harmless, so that reading goes on and all mistakes are found at once.
#pragma once

#include <fmt/format.h>

#include <itr/calendar.hpp>
#include <itr/diagnostic.hpp>
#include <itr/model.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/spelling.hpp"
#include "loader/codes.hpp"
#include "loader/runs.hpp"
#include "loader/tree.hpp"
#include "model/words.hpp"

namespace itr::loader {

/// The file being read, and where its mistakes go.
class Context {
  public:
    /// `written`: by a person, who wants to know where in the text something stands.
    Context(std::string file, std::string_view text, Diagnostics& diagnostics, bool written = true)
        : file_(std::move(file)), text_(text), diagnostics_(diagnostics), written_(written) {}

    [[nodiscard]] Location at(const Node& node) const { return {file_, node.line, node.column}; }
    /// The place of the first character of a scalar's content, within its quotes.
    [[nodiscard]] Location content(const Node& node) const;
    /// The places of all characters of a scalar's content, but for its first `skip`.
    [[nodiscard]] TextLocation places(const Node& node, std::uint32_t skip);
    /// Whether a comment follows a plain scalar on its line.
    [[nodiscard]] bool has_comment_behind(const Node& node) const;

    void error(Code code, const Node& node, std::string message, std::string hint = {});
    void error(Code code, Location at, std::string message, std::string hint = {});
    void warn(Code code, const Node& node, std::string message, std::string hint = {});
    void note(Code code, Location at, std::string message);

  private:
    void add(Diagnostic diagnostic);

    std::string file_;
    std::string_view text_;
    Diagnostics& diagnostics_;
    bool written_;
    /// By scalar and `skip`: what many aliases lead to is followed once.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::shared_ptr<const Runs>> runs_;
};

/// What a name may look like: a-z, digits and _, not beginning with a digit …
enum class NameRule : std::uint8_t {
    plain,   ///< fields, clocks, outputs: what CEL can see
    dotted,  ///< events: also '.'
    dashed,  ///< states, workflows, roles …: also '-'
};

/// A map whose keys are asked for by name; those never asked for are unknown.
class Map {
  public:
    /// Reports `wrong_type` unless the node is a map. `what` for messages: "a transition".
    Map(Context& context, const Node& node, std::string_view what);

    [[nodiscard]] const Node* get(std::string_view key);
    [[nodiscard]] const Node* need(std::string_view key);
    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] bool valid() const { return node_.kind == Node::Kind::map; }
    [[nodiscard]] const Node& node() const { return node_; }
    /// Reports every key that was never asked for.
    void finish();

    // Those that are there are read into the variable.
    void read(std::string_view key, bool& out);
    void read(std::string_view key, std::string& out);
    void read(std::string_view key, model::Title& out);
    void read(std::string_view key, model::Word& out);
    void read(std::string_view key, std::optional<model::Word>& out);
    void read(std::string_view key, std::vector<model::Word>& out);
    void read(std::string_view key, std::vector<std::string>& out);
    void read(std::string_view key, std::optional<model::Source>& out);
    void read(std::string_view key, std::optional<calendar::Target>& out);
    void read(std::string_view key, std::optional<Duration>& out);
    void read_number(std::string_view key, int& out, int low, int high);
    template <typename E, std::size_t N>
    void read(std::string_view key, E& out, const model::Choice<E> (&choices)[N]);

  private:
    Context& context_;
    const Node& node_;
    std::string_view what_;
    std::vector<std::string_view> asked_;
};

[[nodiscard]] std::string describe(const Node& node);
/// Reports `wrong_type`: "expected a text, but found a list".
void wrong_type(Context& context, const Node& node, std::string_view expected);

/// A scalar's text; "" and a report for anything else.
[[nodiscard]] std::string_view text_of(Context& context, const Node& node);
[[nodiscard]] bool is_text(Context& context, const Node& node);
[[nodiscard]] std::string name_of(Context& context, const Node& node, NameRule rule, std::string_view what);
[[nodiscard]] model::Word word_of(Context& context, const Node& node);
[[nodiscard]] std::vector<model::Word> words_of(Context& context, const Node& node);
[[nodiscard]] model::Title title_of(Context& context, const Node& node);
[[nodiscard]] bool bool_of(Context& context, const Node& node);
[[nodiscard]] int number_of(Context& context, const Node& node, int low, int high);
/// Without its first `skip` characters, which are no part of the expression.
[[nodiscard]] model::Source source_of(Context& context, const Node& node, std::uint32_t skip = 0);
[[nodiscard]] std::vector<std::pair<model::Word, model::Source>> sources_of(Context& context,
                                                                            const Node& node);
[[nodiscard]] Duration duration_of(Context& context, const Node& node);
/// A length of time that may be negative.
[[nodiscard]] Duration difference_of(Context& context, const Node& node);
[[nodiscard]] calendar::Target target_of(Context& context, const Node& node);
/// A target that is a length of time or a number of days: of `ola`.
[[nodiscard]] calendar::Target span_of(Context& context, const Node& node);
/// The same, or the date in a field: of `after`.
[[nodiscard]] calendar::Target delay_of(Context& context, const Node& node);
[[nodiscard]] calendar::Date date_of(Context& context, const Node& node, std::string_view text);
[[nodiscard]] calendar::Window window_of(Context& context, const Node& node);
[[nodiscard]] std::vector<calendar::Window> windows_of(Context& context, const Node& node);
/// Minutes of the day: "22:00".
[[nodiscard]] std::uint16_t minute_of(Context& context, const Node& node);

/// By YAML's core schema; warns where an older reader would see something else (`yes`, `1_000`, `1:30`,
/// `012`).
[[nodiscard]] Value value_of(Context& context, const Node& node);
/// A plain or quoted text by the same rules.
[[nodiscard]] Value scalar_value(Context& context, const Node& node, std::string_view text, bool plain);
/// A literal of a declared type.
[[nodiscard]] Value typed_value(Context& context, const Node& node, const model::Field& field);
/// A literal, or an expression behind '='. `field` none: by the core schema.
[[nodiscard]] model::Input input_of(Context& context, const Node& node, const model::Field* field);

/// One of a set of words; the hint tells the nearest.
template <typename E, std::size_t N>
[[nodiscard]] E choice_of(Context& context, const Node& node, const model::Choice<E> (&choices)[N],
                          E otherwise) {
    if (!is_text(context, node)) return otherwise;
    std::vector<std::string_view> words;
    for (const auto& choice : choices) {
        if (choice.word == node.text) return choice.value;
        words.push_back(choice.word);
    }
    std::string hint = spelling::did_you_mean(node.text, words);
    if (hint.empty()) hint = fmt::format("one of: {}", fmt::join(words, ", "));
    context.error(invalid_value, node, fmt::format("'{}' is not known here", node.text), std::move(hint));
    return otherwise;
}

template <typename E, std::size_t N>
void Map::read(std::string_view key, E& out, const model::Choice<E> (&choices)[N]) {
    if (const Node* node = get(key)) out = choice_of(context_, *node, choices, out);
}

}  // namespace itr::loader
