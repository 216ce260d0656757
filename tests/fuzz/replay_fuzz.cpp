// Any bytes as a log, and, up to the first blank line, as its map: rows or mistakes, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <itr/import.hpp>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace itr::event_log;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t gap = input.find("\n\n");
    if (gap == std::string_view::npos) return 0;
    const auto read = read_mapping(input.substr(0, gap + 1), "map.yaml");
    if (!read.mapping) return 0;
    auto log = read_log(input.substr(gap + 2), "log.csv", *read.mapping);
    if (log.diagnostics.size() > max_diagnostics + 1) std::abort();
    const std::size_t rows = log.happenings.size();
    shuffle_within_tickets(log.happenings, size);
    if (log.happenings.size() != rows) std::abort();
    return 0;
}
