// Data that is shared between projects and not carried by this one: found by ITR_SHARED, else beside the
// project.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace itr::test {

/// The path of a shared file. Where it is absent a test must say so and return; under CI=true this ends the
/// program instead, so that a missing folder never passes for a green run.
inline std::optional<std::filesystem::path> shared(std::string_view relative) {
    const char* set = std::getenv("ITR_SHARED");
    const std::filesystem::path root =
        set != nullptr ? std::filesystem::path(set) : std::filesystem::path(ITR_SOURCE_DIR) / ".." / "shared";
    auto path = root / relative;
    if (std::filesystem::exists(path)) return path;
    std::fprintf(stderr, "SKIPPED: %s is not there (set ITR_SHARED)\n", path.c_str());
    const char* ci = std::getenv("CI");
    if (ci != nullptr && std::string_view(ci) == "true") std::exit(1);
    return std::nullopt;
}

}  // namespace itr::test
