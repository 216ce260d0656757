// Actions that stand outside of a chart, compiled against it.
#include <fmt/core.h>

#include <algorithm>

#include "base/spelling.hpp"
#include "chart/codes.hpp"
#include "chart/index.hpp"

namespace itr::chart {
namespace {

using Kind = model::Action::Kind;

class ActionCompiler {
  public:
    ActionCompiler(const Chart& chart, const expression::Scope& scope, Diagnostics& diagnostics)
        : chart_(chart), scope_(scope), diagnostics_(diagnostics) {}

    [[nodiscard]] Action compile(const model::Action& from) {
        Action to;
        to.kind = from.kind;
        to.event_name = from.event.text;
        to.name = from.name.text;
        to.id = from.id.text;
        to.delay = from.delay;
        to.level = from.level;
        if (from.table) to.table = from.table->text;
        if (from.when) to.when = expression(*from.when, truth());
        if (from.kind == Kind::raise || from.kind == Kind::send || from.kind == Kind::signal) name_event(from, to);
        for (const auto& [name, source] : from.with) add_argument(from, name, source, to);
        return to;
    }

  private:
    [[nodiscard]] static expression::Type truth() {
        expression::Type type;
        type.of = expression::Type::Of::boolean;
        return type;
    }

    [[nodiscard]] std::optional<expression::Expression> expression(const model::Source& source,
                                                                   std::optional<expression::Type> wanted) {
        return expression::Expression::compile(source.text, scope_, source.at, diagnostics_, std::move(wanted));
    }

    void report(Code code, const Location& at, std::string message, std::string hint) {
        diagnostics_.push_back({code, Severity::error, at, std::move(message), std::move(hint)});
    }

    /// A signal goes to another ticket, whose workflow may know events that this one does not.
    void name_event(const model::Action& from, Action& to) {
        to.event = chart_.event(from.event.text);
        if (to.event != none || from.kind == Kind::signal) return;
        std::vector<std::string_view> known;
        for (const EventInfo& event : chart_.events()) known.push_back(event.name);
        report(unknown_event, from.event.at, fmt::format("there is no event '{}'", from.event.text),
               spelling::did_you_mean(from.event.text, known));
    }

    void add_argument(const model::Action& from, const model::Word& name, const model::Source& source, Action& to) {
        FieldIndex field = none;
        if (from.kind == Kind::set) {
            field = chart_.field(name.text);
            if (field == none) {
                std::vector<std::string_view> known;
                for (const model::Field& one : chart_.fields()) known.push_back(one.name);
                report(unknown_field, name.at, fmt::format("there is no data field '{}'", name.text),
                       spelling::did_you_mean(name.text, known));
            }
            if (to.with.empty()) to.field = field;
        }
        if (auto value = expression(source, std::nullopt)) to.with.push_back({name.text, field, *std::move(value)});
    }

    const Chart& chart_;
    const expression::Scope& scope_;
    Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Action> compile_actions(std::span<const model::Action> actions, const Chart& chart,
                                    const expression::Scope& scope, Diagnostics& diagnostics) {
    ActionCompiler compiler(chart, scope, diagnostics);
    std::vector<Action> compiled;
    for (const model::Action& action : actions) compiled.push_back(compiler.compile(action));
    return compiled;
}

}  // namespace itr::chart
