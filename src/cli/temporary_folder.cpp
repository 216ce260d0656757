#include "cli/temporary_folder.hpp"

#include <cstdlib>
#include <string>

namespace itr::cli {

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

const std::filesystem::path& TemporaryFolder::path() {
    if (!path_.empty()) return path_;
    std::error_code error;
    std::string pattern = (std::filesystem::temp_directory_path(error) / "itr-XXXXXX").string();
    if (!error && mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    return path_;
}

}  // namespace itr::cli
