// Packs.
#include <itr/itr.h>

#include <fmt/format.h>

#include <filesystem>
#include <itr/diagram.hpp>
#include <itr/loader.hpp>
#include <itr/scenario.hpp>

#include "capi/codes.hpp"
#include "capi/sources.hpp"

namespace itr::capi {
namespace {

/// The names of entries, each by its member `name`.
template <typename Entries>
Value names_of(const Entries& entries) {
    return document::list_of(entries, [](const auto& entry) { return Value(entry.name); });
}

Value description_of(const Pack& pack) {
    const model::Pack& model = pack.model();
    document::Object map;
    map.add("name", Value(model.name)).add("version", Value(model.version));
    map.add("hash", Value(pack.hash().text())).add("workflows", names_of(model.workflows));
    map.add("agreements", names_of(model.agreements)).add("tables", names_of(model.tables));
    map.add("ladders", names_of(model.ladders)).add("roles", names_of(model.roles));
    map.add("forms", names_of(model.forms)).add("scenarios", names_of(model.scenarios));
    map.add("calendars", document::list_of(pack.calendars(), [](const calendar::Calendar& calendar) {
                return Value(calendar.definition().name);
            }));
    return map.done();
}

const chart::Chart& chart_of(const LoadedPack& pack, std::string_view workflow) {
    const Flow* flow = pack.pack->flow(workflow);
    if (flow == nullptr)
        refuse(ITR_NOT_FOUND, capi_unknown_name,
               fmt::format("expected a workflow of the pack '{}', but found '{}'", pack.pack->model().name,
                           workflow));
    return *flow->chart;
}

using Draw = std::string (*)(const chart::Chart&, const diagram::Options&);

void draw(Draw drawing, itr_pack pack, std::string_view workflow, std::string_view language, itr_bytes& out) {
    const auto loaded = held<LoadedPack>(pack);
    diagram::Options options;
    if (!language.empty()) options.language = language;
    give(out, drawing(chart_of(*loaded, workflow), options));
}

Value run_scenarios(const std::shared_ptr<const Pack>& pack, std::string_view filter) {
    std::vector<Value> reports;
    std::size_t passed = 0;
    for (const model::Scenario& each : pack->model().scenarios) {
        if (each.name.find(filter) == std::string::npos) continue;
        const scenario::Report report = scenario::run(pack, each);
        if (report.passed()) ++passed;
        reports.push_back(document::to_value(report));
    }
    document::Object map;
    map.add("passed", passed).add("failed", reports.size() - passed);
    return map.add("scenarios", Value::list(std::move(reports))).done();
}

std::vector<std::filesystem::path> read_search_path(const char* data, std::uint64_t size) {
    const Value given = json_or_empty("search_path", data, size);
    document::Members m(given, "texts");
    const auto texts = m.texts("texts");
    check(m.done());
    return {texts.begin(), texts.end()};
}

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_pack_load(const char* sources, uint64_t sources_size, itr_pack* out, itr_error* err) {
    return door(err, out, [&](itr_pack& handle) {
        handle = hold_pack(check_pack(load_sources(json("sources", sources, sources_size))));
    });
}

itr_status itr_pack_load_folder(const char* path, uint64_t path_size, const char* search_path,
                                uint64_t search_path_size, itr_pack* out, itr_error* err) {
    return door(err, out, [&](itr_pack& handle) {
        const std::filesystem::path folder(plain_text("path", path, path_size));
        const auto places = read_search_path(search_path, search_path_size);
        handle = hold_pack(check_pack(loader::load_folder(folder, places)));
    });
}

itr_status itr_pack_load_canonical(const char* canonical, uint64_t canonical_size, itr_pack* out,
                                   itr_error* err) {
    return door(err, out, [&](itr_pack& handle) {
        loader::Loaded loaded;
        loaded.pack = value_of(loader::load_canonical(text("canonical", canonical, canonical_size)));
        handle = hold_pack(check_pack(std::move(loaded)));
    });
}

itr_status itr_pack_check(const char* sources, uint64_t sources_size, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        const auto checked = check_pack(load_sources(json("sources", sources, sources_size)));
        give(bytes, diagnostics_value(checked.diagnostics));
    });
}

itr_status itr_pack_describe(itr_pack pack, itr_bytes* out, itr_error* err) {
    return door(err, out,
                [&](itr_bytes& bytes) { give(bytes, description_of(*held<LoadedPack>(pack)->pack)); });
}

itr_status itr_pack_hash(itr_pack pack, itr_bytes* out, itr_error* err) {
    return door(err, out,
                [&](itr_bytes& bytes) { give(bytes, held<LoadedPack>(pack)->pack->hash().text()); });
}

itr_status itr_pack_canonical(itr_pack pack, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) { give(bytes, held<LoadedPack>(pack)->pack->canonical()); });
}

itr_status itr_pack_diagnostics(itr_pack pack, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        give(bytes, diagnostics_value(held<LoadedPack>(pack)->diagnostics));
    });
}

itr_status itr_pack_mermaid(itr_pack pack, const char* workflow, uint64_t workflow_size, const char* language,
                            uint64_t language_size, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        draw(diagram::mermaid, pack, plain_text("workflow", workflow, workflow_size),
             plain_text("language", language, language_size), bytes);
    });
}

itr_status itr_pack_dot(itr_pack pack, const char* workflow, uint64_t workflow_size, const char* language,
                        uint64_t language_size, itr_bytes* out, itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        draw(diagram::dot, pack, plain_text("workflow", workflow, workflow_size),
             plain_text("language", language, language_size), bytes);
    });
}

itr_status itr_pack_run_scenarios(itr_pack pack, const char* filter, uint64_t filter_size, itr_bytes* out,
                                  itr_error* err) {
    return door(err, out, [&](itr_bytes& bytes) {
        give(bytes, run_scenarios(held<LoadedPack>(pack)->pack, plain_text("filter", filter, filter_size)));
    });
}

itr_status itr_pack_close(itr_pack pack, itr_error* err) {
    return door(err, [&] { close<LoadedPack>(pack); });
}
}
