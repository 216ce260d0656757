// Promises of a pack written in a test.
#pragma once

#include <doctest/doctest.h>

#include <itr/chart.hpp>
#include <itr/clock.hpp>
#include <itr/structure.hpp>
#include <memory>
#include <string>
#include <vector>

#include "support/packs.hpp"

namespace itr::structure_test {

inline const std::shared_ptr<const calendar::ZoneDatabase>& zones() {
    static const auto database = *calendar::ZoneDatabase::load_system();
    return database;
}

/// Of one workflow, with what it was compiled from.
struct Compiled {
    model::Pack pack;
    std::shared_ptr<const chart::Chart> chart;
    std::shared_ptr<const clock::Plan> plan;
};

inline Compiled compiled(const std::string& text) {
    auto loaded = test::load_text(text);
    REQUIRE_MESSAGE(loaded.pack, test::report(loaded.diagnostics));
    Compiled out{*std::move(loaded.pack), nullptr, nullptr};
    Diagnostics diagnostics;
    out.chart = chart::Chart::lower(out.pack.workflows.front(), {}, diagnostics);
    std::vector<calendar::Calendar> calendars;
    for (const auto& entry : out.pack.calendars)
        calendars.push_back(*calendar::Calendar::compile(entry.definition, zones()));
    if (out.chart) out.plan = clock::Plan::compile(out.pack, *out.chart, calendars, diagnostics);
    REQUIRE_MESSAGE(out.plan, test::report(diagnostics));
    return out;
}

inline std::vector<structure::Promise> promises_of(const std::string& text,
                                                   const structure::Options& options = {}) {
    const Compiled all = compiled(text);
    return structure::roll_up(all.pack, *all.chart, *all.plan, options);
}

/// Nine to five on weekdays.
inline calendar::Calendar calendar(const std::string& name, const std::string& zone) {
    calendar::Definition definition;
    definition.name = name;
    definition.zone = zone;
    for (std::size_t day = 0; day < 5; ++day) definition.week[day] = {{540, 1020}};
    return *calendar::Calendar::compile(definition, zones());
}

}  // namespace itr::structure_test
