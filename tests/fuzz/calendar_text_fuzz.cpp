// Texts that people write: targets, durations, dates, windows, instants. What reads must write, and read back
// as the same. Build as a fuzzer with clang -fsanitize=fuzzer; the normal tests run it over a small corpus.
#include <cstdint>
#include <cstdlib>
#include <itr/calendar.hpp>

namespace {

template <typename Read>
void reads_back(std::string_view text, Read read) {
    const auto value = read(text);
    if (!value) {
        if (value.error().message.empty()) std::abort();
        return;
    }
    const auto again = read(to_string(*value));
    if (!again || !(*again == *value)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    reads_back(text, itr::calendar::parse_target);
    reads_back(text, itr::parse_duration);
    reads_back(text, itr::calendar::parse_date);
    reads_back(text, itr::parse_instant);
    if (const auto window = itr::calendar::parse_window(text); window && window->from == window->to)
        std::abort();
    return 0;
}
