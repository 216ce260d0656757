// Any bytes as scenarios of one pack: read, checked, and played on the bare core. A scenario passes, fails or
// is mistaken, twice in the same way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <itr/scenario.hpp>
#include <string>

#include "support/journal_pack.hpp"

namespace {

using namespace itr;

constexpr std::size_t most_bytes = 8'000;

void require(bool holds) {
    if (!holds) std::abort();
}

std::string outcome(const scenario::Report& report) {
    std::string text = report.name;
    for (const Diagnostic& mistake : report.mistakes) text += "\n" + to_string(mistake);
    for (const scenario::Failure& failure : report.failures) text += "\n" + failure.message;
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    require(test::journal_pack() != nullptr);
    if (size > most_bytes) return 0;
    std::string text(reinterpret_cast<const char*>(data), size);
    const std::vector<loader::SourceText> sources{{"pack.yaml", "pack: scenarios\nversion: 1.0.0\n"},
                                                  {"scenarios.yaml", std::move(text)}};
    const auto loaded = loader::load(sources);
    if (!loaded.pack) return 0;
    for (const model::Scenario& scenario : loaded.pack->scenarios) {
        const auto first = scenario::run(test::journal_pack(), scenario);
        require(outcome(first) == outcome(scenario::run(test::journal_pack(), scenario)));
        if (has_errors(scenario::check(*test::journal_pack(), scenario))) require(!first.passed());
    }
    return 0;
}
