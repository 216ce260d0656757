#include "cli/consumption.hpp"

#include <fmt/format.h>

#include "cli/output.hpp"

namespace itr::cli {
namespace {

constexpr std::int64_t whole = 100;

void print_shares(std::string_view what, const std::map<std::string, insight::Share>& shares, Duration all) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, share] : shares) {
        const std::string part = all.ms > 0 ? fmt::format("{}%", share.counted.ms * whole / all.ms) : "";
        rows.push_back({"    " + (name.empty() ? std::string("(nobody)") : name),
                        itr::to_string(share.counted), part,
                        share.rested.ms > 0 ? "rested " + itr::to_string(share.rested) : ""});
    }
    if (rows.empty()) return;
    print_line(fmt::format("  by {}", what));
    print(table(rows));
}

std::string blamed(const std::map<std::string, std::size_t>& counts) {
    std::string text;
    for (const auto& [name, n] : counts)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name.empty() ? "(nobody)" : name, n);
    return text;
}

}  // namespace

void print_consumption(const insight::Consumption& consumption) {
    print_line(fmt::format("consumed {}, rested {}", itr::to_string(consumption.counted),
                           itr::to_string(consumption.rested)));
    print_shares("line", consumption.by_line, consumption.counted);
    print_shares("team", consumption.by_team, consumption.counted);
    print_shares("owner", consumption.by_owner, consumption.counted);
    print_shares("step", consumption.by_step, consumption.counted);
    print_shares("party", consumption.by_party, consumption.counted);
    if (consumption.corrected.ms != 0)
        print_line(fmt::format("  measured anew: {}", itr::to_string(consumption.corrected)));
}

void print_blame(const insight::ConsumptionReport& report) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [workflow, clocks] : report)
        for (const auto& [clock, c] : clocks) {
            if (c.missed == 0) continue;
            rows.push_back({"  " + clock, fmt::format("{} of {}", c.missed, c.cycles),
                            "line " + blamed(c.blamed_line), "step " + blamed(c.blamed_step),
                            "party " + blamed(c.blamed_party)});
        }
    if (rows.empty()) return;
    print_line(paint(Colour::bold, "broken promises, and who held them longest"));
    print(table(rows));
}

}  // namespace itr::cli
