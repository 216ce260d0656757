// Any bytes as calendars of a pack: one that compiles keeps the laws of working time at instants that the
// input chooses.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <itr/calendar.hpp>
#include <itr/loader.hpp>
#include <string>
#include <vector>

namespace {

using namespace itr;
using calendar::Calendar;

constexpr std::size_t most_bytes = 8'000;

void require(bool holds) {
    if (!holds) std::abort();
}

void keep_laws(const Calendar& calendar, Instant a, Instant b, Instant c) {
    require(calendar.measure(a, c) == calendar.measure(a, b) + calendar.measure(b, c));
    require(calendar.measure(a, b) == Duration{-calendar.measure(b, a).ms});
    require(calendar.measure(a, std::max(a, b)).ms <= std::max(a, b).ms - a.ms);
    const Duration length{std::max<std::int64_t>(0, calendar.measure(a, b).ms) / 2 + 1};
    if (const Instant end = calendar.advance(a, length); end != never) {
        require(end >= a && calendar.measure(a, end) == length);
        const Instant start = calendar.retreat(end, length);
        require(start != never && calendar.measure(start, end) == length);
    }
    if (const Instant open = calendar.next_open(a); open != never) {
        require(open >= a && calendar.is_open(open) && calendar.measure(a, open).ms == 0);
        require(calendar.is_open(a) == (open == a));
    }
    if (const auto day = calendar.working_day(a, 2)) require(day->opens < day->closes);
}

/// Instants from 2000 to 2060, by two bytes of the input each.
Instant instant_at(const std::uint8_t* data, std::size_t size, std::size_t index) {
    const auto byte = [&](std::size_t i) { return size == 0 ? std::uint8_t{0} : data[i % size]; };
    const std::int64_t step = byte(2 * index) * 256 + byte(2 * index + 1);
    return {946'684'800'000 + step * 28'891'213};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto zones = calendar::ZoneDatabase::load_system().value();
    if (size > most_bytes) return 0;
    const std::vector<loader::SourceText> sources{
        {"pack.yaml", "pack: calendars\nversion: 1.0.0\n"},
        {"calendar.yaml", std::string(reinterpret_cast<const char*>(data), size)}};
    const auto loaded = loader::load(sources);
    if (!loaded.pack) return 0;
    for (const model::CalendarEntry& entry : loaded.pack->calendars) {
        const auto calendar = Calendar::compile(entry.definition, zones);
        if (!calendar) {
            require(!calendar.error().message.empty());
            continue;
        }
        for (std::size_t i = 0; i < 6; ++i)
            keep_laws(*calendar, instant_at(data, size, 3 * i), instant_at(data, size, 3 * i + 1),
                      instant_at(data, size, 3 * i + 2));
    }
    return 0;
}
