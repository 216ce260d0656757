// itr expr: what an expression of the guard language gives.
#include <fmt/format.h>

#include <algorithm>
#include <itr/expression.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/lines.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/stop.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

struct ExprOptions {
    std::string source, format = "text";
    std::vector<std::string> bindings, declared;
    bool batch = false;
};

int run_batch(const calendar::ZoneDatabase& zones) {
    watch_for_stop();
    answer_lines([&](const std::string& line) { return expression::evaluate_line(line, &zones); });
    return exit_ok;
}

/// "name=rest" → name, rest.
std::pair<std::string, std::string> split(const std::string& word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) return {word, {}};
    return {word.substr(0, equals), word.substr(equals + 1)};
}

int evaluate(const ExprOptions& options, const calendar::ZoneDatabase& zones) {
    std::vector<expression::Binding> bindings;
    for (const std::string& word : options.bindings) {
        auto [name, json] = split(word);
        auto value = parse_json(json);
        if (!value)
            return fail_with({bad_value, fmt::format("expected --bind NAME=JSON, but found '{}': {}", word,
                                                     value.error().message)});
        const bool is_known = std::ranges::find(bindings, name, &expression::Binding::name) != bindings.end();
        if (is_known)
            return fail_with({bad_value, fmt::format("expected one --bind {}=…, but found two", name)});
        bindings.push_back({std::move(name), *std::move(value)});
    }
    std::vector<expression::Declaration> declared;
    for (const std::string& word : options.declared) {
        auto [name, type] = split(word);
        declared.push_back({std::move(name), std::move(type)});
    }
    const auto value = expression::evaluate_once(options.source, bindings, declared, &zones);
    if (!value) return static_cast<void>(fail_with(value.error())), exit_no;
    if (options.format == "json")
        print_json(MapValue().add("type", Value(cel_name(value->kind()))).add("value", *value).done());
    else
        print_line(visible(to_json(*value)));
    return exit_ok;
}

int expr(const ExprOptions& options) {
    const auto database = zones();
    if (!database) return fail_with(database.error());
    if (options.batch != options.source.empty())
        return fail_with({bad_value, "expected either an expression, or --batch"});
    if (options.batch) return run_batch(**database);
    return evaluate(options, **database);
}

}  // namespace

void add_expr(Arguments& root) {
    const auto options = std::make_shared<ExprOptions>();
    root.command("expr", "Evaluate an expression (CEL)", [options] { return expr(*options); })
        .positional("expression", options->source, "for example 'size(name) > 3'", false)
        .items("--bind", options->bindings, "name=JSON; may be given again")
        .items("--declare", options->declared,
               "name=TYPE, as in 'n=int' or 'm=map(string, int)'; may be given again")
        .flag("--batch", options->batch,
              "read JSON lines {\"id\",\"expr\",\"bindings\",\"declared\"}, write {\"id\",\"value\"} or "
              "{\"id\",\"error\"}")
        .choice("--format", options->format, {"text", "json"},
                "text: the value in canonical JSON; json: with its type")
        .footer("Exit code 1 if the expression has a mistake or fails.");
}

}  // namespace itr::cli
