// From YAML to the model of a pack (docs/pack-format.md). All mistakes are reported at once, each with its
// place.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <itr/diagnostic.hpp>
#include <itr/draft.hpp>
#include <itr/export.hpp>
#include <itr/model.hpp>
#include <itr/result.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::loader {

// Limits against hostile or broken packs. Exceeding one is a diagnostic that names it.
inline constexpr std::size_t max_file_bytes = 4 * 1024 * 1024;
inline constexpr std::size_t max_files = 1000;     ///< of a pack, imports counted apart
inline constexpr std::size_t max_imports = 100;    ///< packs that one pack draws in, directly or not
inline constexpr std::size_t max_nodes = 500'000;  ///< of a file, aliases counted with all they stand for
inline constexpr std::size_t max_depth = 64;       ///< of nesting, aliases counted with all they stand for
inline constexpr std::size_t max_scalar_bytes = 64 * 1024;
// Of one agreement: each of its clocks has each of its rows of goals.
inline constexpr std::size_t max_clocks = 256;
inline constexpr std::size_t max_goals = 4'000;       ///< rows
inline constexpr std::size_t max_thresholds = 2'000;  ///< of all its clocks
inline constexpr std::size_t max_diagnostics = 200;   ///< of a file; a last one says that there are more

/// The text of one file. `path` is only a label for diagnostics; nothing is opened.
struct SourceText {
    std::string path;
    std::string text;
};

/// Finds the files of an imported pack by its name; none if there is no such pack.
using Resolve = std::function<std::optional<std::vector<SourceText>>(std::string_view pack)>;

struct Loaded {
    std::optional<model::Pack> pack;      ///< none if any diagnostic is an error
    Diagnostics diagnostics;              ///< sorted
    std::optional<model::Draft> draft{};  ///< instead of the pack: for validation::validate()
};

/// Reads a pack from texts, given in byte order of their paths, with what it imports. Pure: touches no file.
/// Linear in the text. The pack is read, not validated: see itr/validation.hpp.
[[nodiscard]] ITR_API Loaded load(std::span<const SourceText> sources, const Resolve& resolve = {});

/// Reads what model::canonical wrote. Fails with `pack.wrong_type` and its kin if the text is anything else.
[[nodiscard]] ITR_API Result<model::Pack> load_canonical(std::string_view canonical);

/// load() of the `*.yaml` and `*.yml` files of a folder and its sub-folders (a file `pack.yaml` alone is a
/// pack too, when the path names a file). Imports are looked for by folder name beside the folder, then in
/// `search_path`. Reads files: called by the shell.
[[nodiscard]] ITR_API Loaded load_folder(const std::filesystem::path& folder,
                                         std::span<const std::filesystem::path> search_path = {});

}  // namespace itr::loader
