#include "cli/packs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <itr/loader.hpp>
#include <itr/scenario.hpp>
#include <itr/validation.hpp>

#include "cli/exit_codes.hpp"
#include "cli/output.hpp"

namespace itr::cli {
namespace {

void append(Diagnostics& all, Diagnostics more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Result<std::shared_ptr<const calendar::ZoneDatabase>> zones() {
    static const auto loaded = calendar::ZoneDatabase::load_system();
    return loaded;
}

Result<CheckedPack> check_pack(const std::string& path, const std::vector<std::string>& search_path) {
    auto database = zones();
    if (!database) return fail(database.error());
    const std::vector<std::filesystem::path> folders(search_path.begin(), search_path.end());
    loader::Loaded loaded = loader::load_folder(path, folders);
    CheckedPack checked{std::move(loaded.pack), nullptr, nullptr, std::move(loaded.diagnostics)};
    if (loaded.draft) append(checked.diagnostics, validation::validate(*loaded.draft, *database));
    if (!checked.model) return sort_diagnostics(checked.diagnostics), checked;
    append(checked.diagnostics, validation::validate(*checked.model, *database));
    Diagnostics compiling;
    checked.pack = Pack::compile(*checked.model, *database, compiling);
    append(checked.diagnostics, std::move(compiling));
    if (checked.pack)
        for (const model::Scenario& scenario : checked.model->scenarios)
            append(checked.diagnostics, scenario::check(*checked.pack, scenario));
    validation::drop_repeated(checked.diagnostics);
    checked.compiled = checked.pack;
    if (has_errors(checked.diagnostics)) checked.pack = nullptr;
    return checked;
}

std::shared_ptr<const Pack> load_pack(const std::string& path, const std::vector<std::string>& search_path,
                                      int& exit_code) {
    auto checked = check_pack(path, search_path);
    if (!checked) return exit_code = fail_with(checked.error()), nullptr;
    if (checked->pack) return checked->pack;
    std::erase_if(checked->diagnostics, [](const Diagnostic& d) { return d.severity != Severity::error; });
    exit_code = fail_with("a pack", checked->diagnostics);
    return nullptr;
}

}  // namespace itr::cli
