// A folder that is gone when its owner is.
#pragma once

#include <filesystem>

namespace itr::cli {

class TemporaryFolder {
  public:
    TemporaryFolder() = default;
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// Made when first asked for; empty if that fails.
    [[nodiscard]] const std::filesystem::path& path();

  private:
    std::filesystem::path path_;
};

}  // namespace itr::cli
