// Decision tables: what each hit policy answers, and what a table refuses.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <itr/policy.hpp>

using namespace itr;
using model::Aggregate;
using model::Cell;
using model::HitPolicy;

namespace {

/// impact, urgency: string; amount: integer; since: timestamp.
std::shared_ptr<const chart::Chart> desk() {
    static const auto made = [] {
        model::Workflow workflow;
        workflow.name = "desk";
        for (const char* name : {"impact", "urgency", "amount", "since"}) {
            model::Field field;
            field.name = name;
            workflow.data.push_back(field);
        }
        workflow.data[2].type = model::FieldType::integer;
        workflow.data[3].type = model::FieldType::timestamp;
        workflow.root.kind = model::StateKind::compound;
        workflow.root.initial.emplace();
        workflow.root.initial->to.push_back({"only", {}});
        workflow.root.states.resize(1);
        workflow.root.states[0].name = "only";
        Diagnostics diagnostics;
        return chart::Chart::lower(workflow, {}, diagnostics);
    }();
    return made;
}

class Data final : public expression::Frame {
  public:
    explicit Data(std::vector<Value> values) : values_(std::move(values)) {}
    [[nodiscard]] const Value& slot(std::uint32_t slot) const noexcept override {
        return values_[slot - chart::slot::data];
    }
    [[nodiscard]] Value call(std::uint32_t, std::uint32_t) const override { return {}; }

  private:
    std::vector<Value> values_;
};

Data data(Value impact, Value urgency, Value amount = {}) {
    return Data({std::move(impact), std::move(urgency), std::move(amount), {}});
}

Cell any() { return {}; }
Cell is(Value value) {
    Cell cell;
    cell.kind = Cell::Kind::equals;
    cell.values = {std::move(value)};
    return cell;
}
Cell none_of(std::vector<Value> values) {
    Cell cell;
    cell.kind = Cell::Kind::none_of;
    cell.values = std::move(values);
    return cell;
}
Cell range(std::optional<Value> low, std::optional<Value> high, bool low_open = false,
           bool high_open = false) {
    Cell cell;
    cell.kind = Cell::Kind::range;
    cell.low = std::move(low);
    cell.high = std::move(high);
    cell.low_open = low_open;
    cell.high_open = high_open;
    return cell;
}

model::Table table(HitPolicy hit, std::vector<std::string> inputs, std::vector<model::TableRow> rows) {
    model::Table made;
    made.name = "severity";
    made.hit = hit;
    for (std::string& input : inputs) made.inputs.push_back({std::move(input), {}});
    made.outputs.resize(1);
    made.outputs[0].values = {"critical", "major", "minor"};
    made.rows = std::move(rows);
    return made;
}

model::Table severity(HitPolicy hit) {
    return table(hit, {"ticket.impact", "ticket.urgency"},
                 {{{any(), any()}, {"minor"}, {}},
                  {{is("high"), is("high")}, {"critical"}, {}},
                  {{is("high"), any()}, {"major"}, {}}});
}

policy::Table compiled(const model::Table& source) {
    Diagnostics diagnostics;
    auto made = policy::Table::compile(source, *desk(), diagnostics);
    for (const Diagnostic& one : diagnostics) MESSAGE(to_string(one));
    REQUIRE(made.has_value());
    return *std::move(made);
}

std::string answer(const model::Table& source, const Data& frame) {
    const auto outcome = compiled(source).decide(frame);
    if (!outcome) return std::string(outcome.error().code.text());
    return *outcome ? to_json((*outcome)->outputs[0]) : "nothing";
}

std::string mistake(const model::Table& source) {
    Diagnostics diagnostics;
    const auto made = policy::Table::compile(source, *desk(), diagnostics);
    REQUIRE_FALSE(made.has_value());
    return std::string(diagnostics.front().code.text());
}

}  // namespace

TEST_CASE("of the rows that match, the hit policy chooses") {
    const Data high = data("high", "high");
    CHECK(answer(severity(HitPolicy::first), high) == R"("minor")");
    CHECK(answer(severity(HitPolicy::priority), high) == R"("critical")");
    CHECK(answer(severity(HitPolicy::unique), high) == "table.not_unique");
    CHECK(answer(severity(HitPolicy::any), high) == "table.not_any");
    CHECK(answer(severity(HitPolicy::rule_order), high) == R"(["minor","critical","major"])");
    CHECK(answer(severity(HitPolicy::output_order), high) == R"(["critical","major","minor"])");
    CHECK(answer(severity(HitPolicy::collect), high) == R"(["minor","critical","major"])");
    CHECK(answer(severity(HitPolicy::unique), data("low", "low")) == R"("minor")");
    CHECK(answer(severity(HitPolicy::any), data("low", "low")) == R"("minor")");
}

TEST_CASE("what is collected is added up, counted, or the least or greatest of it taken") {
    auto costs = table(HitPolicy::collect, {"ticket.impact"},
                       {{{any()}, {3}, {}}, {{any()}, {4}, {}}, {{is("low")}, {5}, {}}});
    const auto of = [&](Aggregate aggregate) {
        costs.aggregate = aggregate;
        return answer(costs, data("high", ""));
    };
    CHECK(of(Aggregate::sum) == "7");
    CHECK(of(Aggregate::min) == "3");
    CHECK(of(Aggregate::max) == "4");
    CHECK(of(Aggregate::count) == "2");
    costs.rows[0].outputs = {std::numeric_limits<std::int64_t>::max()};
    CHECK(of(Aggregate::sum) == "table.overflow");
    costs.rows[0].outputs = {"three"};
    CHECK(of(Aggregate::sum) == "table.not_a_number");
    CHECK(of(Aggregate::max) == "table.not_a_number");
}

TEST_CASE("without a matching row the default answers, or nothing does") {
    auto grades = table(HitPolicy::first, {"ticket.impact"}, {{{is("high")}, {"major"}, {}}});
    CHECK(answer(grades, data("low", "")) == "nothing");
    grades.otherwise = {"minor"};
    CHECK(answer(grades, data("low", "")) == R"("minor")");
}

TEST_CASE("a range holds its closed ends and not its open ones") {
    const auto in = [](Cell cell, int amount) {
        return answer(table(HitPolicy::first, {"ticket.amount"}, {{{std::move(cell)}, {true}, {}}}),
                      data("", "", amount)) == "true";
    };
    CHECK(in(range(1, 5), 1));
    CHECK(in(range(1, 5), 5));
    CHECK_FALSE(in(range(1, 5, true, true), 1));
    CHECK_FALSE(in(range(1, 5, true, true), 5));
    CHECK(in(range({}, 3, false, true), 2));
    CHECK(in(range(2.5, {}), 3));
}

TEST_CASE("a value that is not there is in no range and equals nothing, but is none of others") {
    const auto row = [](Cell cell) {
        return table(HitPolicy::first, {"ticket.amount"}, {{{std::move(cell)}, {true}, {}}});
    };
    const Data empty = data("", "");
    CHECK(answer(row(any()), empty) == "true");
    CHECK(answer(row(is(3)), empty) == "nothing");
    CHECK(answer(row(is(Value())), empty) == "true");
    CHECK(answer(row(range(1, {})), empty) == "nothing");
    CHECK(answer(row(none_of({3})), empty) == "true");
}

TEST_CASE("a failing input is the table's failure, and says so") {
    const auto grades = table(HitPolicy::first, {"10 / ticket.amount"}, {{{any()}, {true}, {}}});
    CHECK(answer(grades, data("", "", 0)) == "expression.division_by_zero");
}

TEST_CASE("a table says which data it reads") {
    const auto made =
        compiled(table(HitPolicy::first, {"ticket.urgency", "ticket.impact + ticket.urgency"}, {}));
    const auto reads = made.reads();
    CHECK(std::vector<chart::FieldIndex>(reads.begin(), reads.end()) == std::vector<chart::FieldIndex>{0, 1});
}

TEST_CASE("a table that cannot be meant is refused") {
    CHECK(mistake(table(HitPolicy::first, {"ticket.amount"}, {{{is("three")}, {true}, {}}})) ==
          "table.cell_type");
    CHECK(mistake(table(HitPolicy::first, {"ticket.since"}, {{{is("noon")}, {true}, {}}})) ==
          "table.cell_type");
    CHECK(mistake(table(HitPolicy::first, {"ticket.amount"}, {{{any(), any()}, {true}, {}}})) ==
          "table.row_width");
    auto unranked = severity(HitPolicy::priority);
    unranked.outputs[0].values.clear();
    CHECK(mistake(unranked) == "table.no_values");
    CHECK(mistake(table(HitPolicy::first, std::vector<std::string>(64, "ticket.amount"), {})) ==
          "table.too_large");
}

namespace {

bool naive(const Cell& cell, std::int64_t value) {
    const auto in = [&] { return std::ranges::count(cell.values, Value(value)) > 0; };
    switch (cell.kind) {
        case Cell::Kind::any: return true;
        case Cell::Kind::equals:
        case Cell::Kind::one_of: return in();
        case Cell::Kind::none_of: return !in();
        case Cell::Kind::range: {
            const std::int64_t low = cell.low->as_int() + (cell.low_open ? 1 : 0);
            const std::int64_t high = cell.high->as_int() - (cell.high_open ? 1 : 0);
            return low <= value && value <= high;
        }
    }
    return false;
}

Cell random_cell() {
    Cell cell;
    cell.kind = *rc::gen::element(Cell::Kind::any, Cell::Kind::equals, Cell::Kind::one_of,
                                  Cell::Kind::none_of, Cell::Kind::range);
    const auto number = [] { return Value(*rc::gen::inRange(0, 6)); };
    if (cell.kind == Cell::Kind::range)
        return range(number(), number(), *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>());
    cell.values = {number()};
    if (cell.kind == Cell::Kind::one_of) cell.values.push_back(number());
    return cell;
}

}  // namespace

TEST_CASE("a table decides as a reader would who checks row after row") {
    CHECK(rc::check([] {
        std::vector<model::TableRow> rows;
        for (int n = *rc::gen::inRange(0, 8); n > 0; --n)
            rows.push_back({{random_cell(), random_cell()}, {*rc::gen::inRange(0, 4)}, {}});
        const auto source = table(HitPolicy::collect, {"ticket.amount", "ticket.amount + 1"}, rows);
        const std::int64_t amount = *rc::gen::inRange(0, 6);
        std::vector<Value> expected;
        for (const auto& row : rows) {
            if (naive(row.inputs[0], amount) && naive(row.inputs[1], amount + 1))
                expected.push_back(row.outputs[0]);
        }
        Diagnostics diagnostics;
        const auto outcome =
            policy::Table::compile(source, *desk(), diagnostics)->decide(data("", "", amount));
        RC_ASSERT(outcome.has_value());
        RC_ASSERT(outcome->has_value() == !expected.empty());
        if (*outcome) RC_ASSERT((*outcome)->outputs[0] == Value::list(expected));
    }));
}
