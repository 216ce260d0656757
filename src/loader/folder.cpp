// The only file of the loader that touches the file system: called by the shell, not by the pure half.
#include <algorithm>
#include <fstream>
#include <itr/loader.hpp>

#include "loader/codes.hpp"

namespace itr::loader {
namespace {

namespace fs = std::filesystem;

bool is_pack_file(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

/// Reads at most one byte more than the limit, so that load() can tell.
std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string text(max_file_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) return std::nullopt;
    text.resize(static_cast<std::size_t>(in.gcount()));
    text.shrink_to_fit();
    return text;
}

void add_unreadable(Diagnostics& diagnostics, const fs::path& path, std::string what) {
    diagnostics.push_back(
        {unreadable_file, Severity::error, {path.generic_string(), 0, 0}, std::move(what), {}});
}

/// In byte order; none if `path` is no folder that can be read. What of it cannot be looked into is told: a
/// pack that lacks a part of itself would be another pack.
std::optional<std::vector<fs::path>> files_of(const fs::path& path, Diagnostics& diagnostics) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return std::vector{path};
    std::vector<fs::path> files;
    fs::recursive_directory_iterator it(path, error);
    if (error) return std::nullopt;
    while (it != fs::recursive_directory_iterator() && files.size() <= max_files) {
        const fs::path at = it->path();
        std::error_code unknown;
        const fs::file_status status = it->status(unknown);
        // What reads a pipe or a device may wait for ever.
        if (is_pack_file(at) && fs::is_other(status))
            add_unreadable(diagnostics, at, "is no file of text");
        else if (is_pack_file(at) && !fs::is_directory(status))
            files.push_back(at);
        it.increment(error);
        if (error) add_unreadable(diagnostics, at, "cannot be looked into: " + error.message());
    }
    std::ranges::sort(files, {}, [](const fs::path& file) { return file.generic_string(); });
    return files;
}

std::optional<std::vector<SourceText>> texts_of(const fs::path& folder, Diagnostics& diagnostics) {
    const auto files = files_of(folder, diagnostics);
    if (!files) return std::nullopt;
    std::vector<SourceText> texts;
    for (const fs::path& file : *files) {
        auto text = read_file(file);
        if (text)
            texts.push_back({file.generic_string(), *std::move(text)});
        else
            add_unreadable(diagnostics, file, "cannot be read");
    }
    return texts;
}

}  // namespace

Loaded load_folder(const fs::path& folder, std::span<const fs::path> search_path) {
    Diagnostics unreadable;
    const auto sources = texts_of(folder, unreadable);
    if (!sources) {
        add_unreadable(unreadable, folder, "no such folder, or it cannot be read");
        return {std::nullopt, std::move(unreadable)};
    }
    std::vector<fs::path> places{fs::absolute(folder).lexically_normal().parent_path()};
    if (!fs::absolute(folder).has_filename()) places[0] = places[0].parent_path();
    places.insert(places.end(), search_path.begin(), search_path.end());
    const Resolve resolve = [&](std::string_view pack) -> std::optional<std::vector<SourceText>> {
        // A name is one step of a path: nothing with '/' or '..' may lead out of these places.
        if (pack.empty() || pack.front() == '.' || pack.find_first_of("/\\") != std::string_view::npos)
            return std::nullopt;
        std::error_code error;
        for (const fs::path& place : places)
            if (fs::is_directory(place / pack, error)) return texts_of(place / pack, unreadable);
        return std::nullopt;
    };
    Loaded loaded = load(*sources, resolve);
    loaded.diagnostics.insert(loaded.diagnostics.end(), unreadable.begin(), unreadable.end());
    sort_diagnostics(loaded.diagnostics);
    if (loaded.pack && has_errors(unreadable)) {
        loaded.draft = model::Draft{*std::exchange(loaded.pack, std::nullopt), {}, false};
    }
    if (loaded.draft) loaded.draft->hides_names |= has_errors(unreadable);
    return loaded;
}

}  // namespace itr::loader
