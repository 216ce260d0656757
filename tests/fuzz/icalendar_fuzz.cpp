// Any bytes as an iCalendar file: it is refused, or its proposal is a calendar that a pack can hold.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <itr/icalendar.hpp>
#include <itr/loader.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto zones = itr::calendar::ZoneDatabase::load_system();
    if (!zones) std::abort();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto proposal = itr::icalendar::propose(text, {}, *zones);
    if (!proposal) return 0;
    const std::vector<itr::loader::SourceText> sources{{"calendar.yaml", proposal->yaml},
                                                       {"pack.yaml", "pack: fuzz\nversion: 1.0.0\n"}};
    const auto loaded = itr::loader::load(sources);
    if (!loaded.pack || loaded.pack->calendars.size() != 1) std::abort();
    if (!(loaded.pack->calendars.front().definition == proposal->definition)) std::abort();
    return 0;
}
