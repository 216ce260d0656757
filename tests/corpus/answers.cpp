#include "answers.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <itr/expression.hpp>
#include <itr/loader.hpp>
#include <itr/scenario.hpp>
#include <itr/type_notation.hpp>
#include <itr/validation.hpp>
#include <optional>
#include <vector>

namespace itr::corpus {

// ---- requests

const Value& member(const Value& object, std::string_view name) {
    const Value* found = object.find(name);
    if (found == nullptr) {
        std::fprintf(stderr, "a request without '%s': %s\n", std::string(name).c_str(),
                     to_json(object).c_str());
        std::exit(1);
    }
    return *found;
}
std::string text_of(const Value& object, std::string_view name) {
    return std::string(member(object, name).as_string());
}
std::int64_t number_of(const Value& object, std::string_view name) { return member(object, name).as_int(); }
Instant instant_of(const Value& object, std::string_view name) { return {number_of(object, name)}; }

const std::shared_ptr<const calendar::ZoneDatabase>& zones() {
    static const auto loaded = value_of(calendar::ZoneDatabase::load_system());
    return loaded;
}

namespace {

loader::Loaded load(const Value& request) {
    if (request.find("sources") != nullptr) {
        std::vector<loader::SourceText> files;
        for (const Value& file : member(member(request, "sources"), "files").as_list())
            files.push_back({text_of(file, "path"), text_of(file, "text")});
        return loader::load(files);
    }
    std::vector<std::filesystem::path> places;
    for (const Value& place : member(request, "search_path").as_list())
        places.emplace_back(place.as_string());
    return loader::load_folder(text_of(request, "folder"), places);
}

void append(Diagnostics& all, const Diagnostics& more) { all.insert(all.end(), more.begin(), more.end()); }

}  // namespace

std::shared_ptr<const Pack> pack_of(const Value& request) {
    loader::Loaded loaded = load(request);
    if (!loaded.pack) throw Refused{"capi.pack_invalid"};
    append(loaded.diagnostics, validation::validate(*loaded.pack, zones()));
    auto pack = Pack::compile(*std::move(loaded.pack), zones(), loaded.diagnostics);
    if (pack)
        for (const model::Scenario& each : pack->model().scenarios)
            append(loaded.diagnostics, scenario::check(*pack, each));
    if (!pack || has_errors(loaded.diagnostics)) throw Refused{"capi.pack_invalid"};
    return pack;
}

// ---- answers

std::string document_of(const Value& document) {
    std::vector<Value::Entry> entries(document.as_map().begin(), document.as_map().end());
    entries.push_back({Value("v"), Value(document::version)});
    return to_json(Value::map(std::move(entries)));
}

std::string error_of(std::string_view code) { return R"({"error":")" + std::string(code) + R"("})"; }

std::string scenarios(const Value& request) {
    const auto pack = pack_of(request);
    std::size_t passed = 0;
    std::vector<Value> reports;
    for (const model::Scenario& each : pack->model().scenarios) {
        const scenario::Report report = scenario::run(pack, each);
        passed += report.passed() ? 1U : 0U;
        reports.push_back(document::to_value(report));
    }
    document::Object out;
    out.add("passed", passed).add("failed", reports.size() - passed);
    return document_of(out.add("scenarios", Value::list(std::move(reports))).done());
}

// ---- expressions

namespace {

/// The values of variables, each in the slot of its place.
class Bound final : public expression::Frame {
  public:
    Bound(const expression::Scope& scope, const Value& bindings) : values_(scope.variables.size()) {
        for (const Value::Entry& entry : bindings.as_map()) {
            const auto found =
                std::ranges::find(scope.variables, entry.key.as_string(), &expression::Scope::Variable::name);
            if (found == scope.variables.end() || !expression::is_of(entry.value, found->type))
                throw Refused{"capi.binding_invalid"};
            values_[found->slot] = entry.value;
        }
    }
    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override { return values_[slot]; }
    [[nodiscard]] Value call(std::uint32_t /*function*/, std::uint32_t /*argument*/) const override {
        return {};
    }
    [[nodiscard]] const calendar::ZoneDatabase* zones() const noexcept override {
        return corpus::zones().get();
    }

  private:
    std::vector<Value> values_;
};

expression::Scope scope_of(const Value& variables) {
    expression::Scope scope;
    for (const Value::Entry& entry : variables.as_map()) {
        expression::Type type = value_of(expression::parse_type(entry.value.as_string()));
        type.nullable = true;
        const auto slot = static_cast<std::uint32_t>(scope.variables.size());
        scope.variables.push_back({std::string(entry.key.as_string()), std::move(type), slot});
    }
    return scope;
}

}  // namespace

std::string expression(const Value& request, const std::string& source) {
    const auto scope = scope_of(member(member(request, "scope"), "variables"));
    Diagnostics diagnostics;
    const auto compiled = expression::Expression::compile(source, scope, {"expression", 1, 1}, diagnostics);
    if (!compiled) throw Refused{"capi.expression_invalid"};
    const Bound frame(scope, member(member(request, "bindings"), "bindings"));
    const Value value = value_of(compiled->evaluate(frame));
    return document_of(
        document::Object().add("type", Value(cel_name(value.kind()))).add("value", value).done());
}

// ---- calendars

namespace {

std::string number_or_null(Instant at) { return at == never ? "null" : std::to_string(at.ms); }
std::string yes_or_no(bool yes) { return yes ? "true" : "false"; }

std::string due(const calendar::Calendar& by, const Value& question) {
    using Kind = calendar::Target::Kind;
    const calendar::Target target = value_of(calendar::parse_target(text_of(question, "target")));
    if (target.kind == Kind::share || target.kind == Kind::date || target.kind == Kind::host)
        throw Refused{"capi.target_needs_ticket"};
    return number_or_null(calendar::due(by, instant_of(question, "from_ms"), target));
}

std::string ask(const calendar::Calendar& by, const Value& question) {
    const std::string call = text_of(question, "call");
    if (call == "add")
        return number_or_null(
            add(by, instant_of(question, "from_ms"), Duration{number_of(question, "length_ms")}));
    if (call == "between")
        return std::to_string(by.measure(instant_of(question, "from_ms"), instant_of(question, "to_ms")).ms);
    if (call == "due") return due(by, question);
    const Instant at = instant_of(question, "at_ms");
    if (call == "is_open") return yes_or_no(by.is_open(at));
    if (call == "is_known") return yes_or_no(by.is_known(at));
    return number_or_null(call == "next_open" ? by.next_open(at) : by.next_close(at));
}

}  // namespace

std::string calendar(const Value& request) {
    const auto pack = pack_of(request);
    const calendar::Calendar* by = pack->calendar(text_of(request, "calendar"));
    if (by == nullptr) throw Refused{"capi.unknown_name"};
    return each_of(member(request, "questions"), [&](const Value& question) { return ask(*by, question); });
}

}  // namespace itr::corpus
