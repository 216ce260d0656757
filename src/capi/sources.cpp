#include "capi/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <itr/scenario.hpp>
#include <itr/validation.hpp>
#include <map>

#include "capi/codes.hpp"

namespace itr::capi {
namespace {

using Files = std::vector<loader::SourceText>;

Files read_files(std::span<const Value> items) {
    Files files;
    files.reserve(items.size());
    for (const Value& item : items) {
        document::Members m(item, "a file");
        files.push_back({m.needed_text("path"), m.needed_text("text")});
        check(m.done());
    }
    std::ranges::sort(files, {}, &loader::SourceText::path);
    return files;
}

void append(Diagnostics& all, Diagnostics more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::shared_ptr<const calendar::ZoneDatabase> zones() {
    // For ever: a program may still ask for them while it ends.
    static const auto* const loaded = new auto(calendar::ZoneDatabase::load_system());  // NOLINT
    return value_of(*loaded);
}

loader::Loaded load_sources(const Value& sources) {
    document::Members m(sources, "sources");
    const Files files = read_files(m.items("files"));
    std::map<std::string, Files, std::less<>> imports;
    for (const auto& [pack, value] : m.data("imports")) {
        if (!value.is(Kind::list))
            refuse(ITR_INVALID, Code("document.invalid"),
                   fmt::format("expected the files of import '{}' as a list", pack));
        imports.emplace(pack, read_files(value.as_list()));
    }
    check(m.done());
    return loader::load(files, [&](std::string_view pack) -> std::optional<Files> {
        const auto found = imports.find(pack);
        return found == imports.end() ? std::nullopt : std::optional(found->second);
    });
}

LoadedPack check_pack(loader::Loaded loaded) {
    LoadedPack checked{nullptr, std::move(loaded.diagnostics)};
    if (loaded.draft) append(checked.diagnostics, validation::validate(*loaded.draft, zones()));
    if (!loaded.pack) return sort_diagnostics(checked.diagnostics), checked;
    append(checked.diagnostics, validation::validate(*loaded.pack, zones()));
    Diagnostics compiling;
    checked.pack = Pack::compile(*std::move(loaded.pack), zones(), compiling);
    append(checked.diagnostics, std::move(compiling));
    if (checked.pack)
        for (const model::Scenario& scenario : checked.pack->model().scenarios)
            append(checked.diagnostics, scenario::check(*checked.pack, scenario));
    validation::drop_repeated(checked.diagnostics);
    if (has_errors(checked.diagnostics)) checked.pack = nullptr;
    return checked;
}

itr_pack hold_pack(LoadedPack pack) {
    if (!pack.pack) {
        const auto first = std::ranges::find(pack.diagnostics, Severity::error, &Diagnostic::severity);
        std::string found = first == pack.diagnostics.end() ? "no pack" : to_string(*first);
        throw Failure{
            ITR_INVALID,
            {capi_pack_invalid, fmt::format("expected a pack without mistakes, but found: {}", found)},
            std::move(pack.diagnostics)};
    }
    return hold(std::make_shared<LoadedPack>(std::move(pack)));
}

Value diagnostics_value(const Diagnostics& diagnostics) {
    return document::Object()
        .add("valid", Value(!has_errors(diagnostics)))
        .add("diagnostics",
             document::list_of(diagnostics, [](const Diagnostic& one) { return document::to_value(one); }))
        .done();
}

}  // namespace itr::capi
