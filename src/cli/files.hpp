// Whole files, and files line by line; "-" is standard input or output.
#pragma once

#include <cstdio>
#include <itr/audit.hpp>
#include <itr/care.hpp>
#include <itr/result.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace itr::cli {

[[nodiscard]] Result<std::string> read_file(const std::string& path);
/// Of --keys or --audit-keys.
[[nodiscard]] Result<audit::Keys> read_keys(const std::string& path);

class LineFile {
  public:
    /// "" and "-" are the standard ones.
    [[nodiscard]] static Result<LineFile> to_read(const std::string& path);
    /// Fails if there is a file of that name. What is written is there at once.
    [[nodiscard]] static Result<LineFile> to_write(const std::string& path);
    /// The same, but the file appears under its name only with finish(): until then it is PATH.partial.
    [[nodiscard]] static Result<LineFile> to_write_whole(const std::string& path);

    /// Valid as long as this one lives.
    [[nodiscard]] care::WriteLine writer();
    [[nodiscard]] care::ReadLine reader();
    /// What was written is on the disk.
    [[nodiscard]] Status make_durable();
    /// It is whole, and so gets its name, if nobody else has taken that meanwhile.
    [[nodiscard]] Status finish();
    /// What is not finished is taken away again.
    void discard() noexcept;

  private:
    LineFile(std::FILE* file, std::string path, bool is_ours);
    [[nodiscard]] tl::unexpected<Error> failed() const;
    [[nodiscard]] Status make_name_durable() const;

    struct Close {
        bool is_ours = false;
        void operator()(std::FILE* file) const noexcept {
            if (is_ours) static_cast<void>(std::fclose(file));
        }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::string path_;
    std::string name_;  ///< that it gets when it is whole
};

}  // namespace itr::cli
