#include <fmt/format.h>
#include <zlib.h>

#include <itr/import.hpp>
#include <memory>

#include "import/codes.hpp"

namespace itr::event_log {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} << 10;

struct Close {
    void operator()(gzFile file) const { gzclose(file); }
};

}  // namespace

Result<std::string> read_file(const std::string& path) {
    // Files that are not compressed are handed through as they are.
    const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
    if (!file) return fail(log_unreadable, fmt::format("expected a file '{}' that can be read", path));
    std::string text;
    for (;;) {
        const std::size_t before = text.size();
        text.resize(before + block_bytes);
        const int got = gzread(file.get(), text.data() + before, static_cast<unsigned>(block_bytes));
        text.resize(before + static_cast<std::size_t>(got < 0 ? 0 : got));
        int code = Z_OK;
        const char* why = gzerror(file.get(), &code);
        // A truncated stream shows as a buffer error at the end of the file.
        if (got < 0 || (got == 0 && code != Z_OK && code != Z_STREAM_END))
            return fail(log_unreadable, fmt::format("'{}': {}", path, why));
        if (got == 0) return text;
        if (text.size() > max_log_bytes)
            return fail(log_too_large, fmt::format("'{}': expected at most {} bytes", path, max_log_bytes));
    }
}

}  // namespace itr::event_log
