#include <algorithm>
#include <array>
#include <cstdint>
#include <itr/loader.hpp>
#include <limits>
#include <map>
#include <utility>

#include "loader/documents.hpp"
#include "loader/draft.hpp"

namespace itr::loader {
namespace {

using model::Pack;

constexpr std::array<std::string_view, 10> kinds = {
    "pack", "workflow", "agreement", "calendar", "table", "ladder", "roles", "resources", "form", "scenario"};

using Documents = std::vector<model::Draft::Document>;

/// Reads the documents of one pack into `pack`.
class PackReader {
  public:
    PackReader(Pack& pack, Documents& documents, Diagnostics& diagnostics)
        : pack_(pack), documents_(documents), diagnostics_(diagnostics) {}

    void read(const SourceText& source) {
        Diagnostics found;
        const Tree tree = parse(source.text, source.path, found);
        std::string_view text = source.text;
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        Context context(source.path, text, found);
        note_places(tree, source.path);
        for (const Node* document : tree.documents) {
            if (document->kind == Node::Kind::null) continue;  // nothing between two '---', or only comments
            if (document->kind != Node::Kind::map || document->first == nullptr)
                wrong_type(context, *document, "a document (a map whose first key says what it is)");
            else
                read_document(context, *document);
        }
        cap(found, source.path);
        std::ranges::move(found, std::back_inserter(diagnostics_));
    }

    /// What model::canonical wrote: an array of documents.
    void read_canonical(std::string_view text) {
        constexpr Limits unlimited{.bytes = SIZE_MAX, .nodes = SIZE_MAX, .depth = 2 * max_depth};
        const std::string file = "canonical";
        const Tree tree = parse(text, file, diagnostics_, unlimited);
        Context context(file, text, diagnostics_, /*written=*/false);
        for (const Node* root : tree.documents) {
            if (root->kind != Node::Kind::sequence) wrong_type(context, *root, "an array of documents");
            for (const Node& document : items(*root)) {
                if (document.kind != Node::Kind::map || document.first == nullptr)
                    wrong_type(context, document, "a document");
                else if (document.first->text == "zones")
                    read_zone_record(context, document);
                else
                    read_document(context, document);
            }
        }
    }

    [[nodiscard]] bool has_pack_document() const { return !pack_.at.file.empty(); }

  private:
    /// A document reaches to the next one.
    void note_places(const Tree& tree, const std::string& file) {
        const std::size_t begin = documents_.size();
        for (const Node* document : tree.documents) {
            if (documents_.size() > begin) documents_.back().last_line = document->line - 1;
            const bool has_kind = document->kind == Node::Kind::map && document->first != nullptr;
            documents_.push_back({has_kind ? std::string(document->first->text) : "", file, document->line,
                                  std::numeric_limits<std::uint32_t>::max()});
        }
    }

    static void cap(Diagnostics& found, const std::string& file) {
        if (found.size() <= max_diagnostics) return;
        const std::size_t more = found.size() - max_diagnostics;
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(max_diagnostics), found.end());
        found.push_back({too_many_mistakes,
                         Severity::error,
                         {file, 0, 0},
                         fmt::format("{} more mistakes are not shown", more),
                         "mend those above first"});
    }

    void read_document(Context& context, const Node& document) {
        const Node& key = *document.first;
        const Node& value = *key.next;
        if (std::ranges::find(kinds, key.text) == kinds.end()) {
            std::string hint = spelling::did_you_mean(key.text, kinds);
            if (hint.empty()) hint = fmt::format("one of: {}", fmt::join(kinds, ", "));
            return context.error(unknown_document, key,
                                 fmt::format("a document that begins with '{}'", key.text), std::move(hint));
        }
        const std::string_view article = key.text == "agreement"   ? "an "
                                         : key.text.ends_with('s') ? ""
                                                                   : "a ";
        const std::string what = fmt::format("{}{}", article, key.text);
        Map map(context, document, what);
        (void)map.get(key.text);
        dispatch(context, key, value, map);
        map.finish();
    }

    /// Of what was deployed; no file has one.
    void read_zone_record(Context& context, const Node& document) {
        Map map(context, document, "zones");
        pack_.zone_record = read_zones(context, map);
        map.finish();
    }

    template <typename T>
    void named(Context& context, const Node& key, const Node& value, T part, std::vector<T>& parts) {
        part.name = name_of(context, value, NameRule::dashed, key.text);
        part.at = context.content(value);
        parts.push_back(std::move(part));
    }

    void dispatch(Context& context, const Node& key, const Node& value, Map& map) {
        if (key.text == "pack") return read_pack_document(context, value, map);
        if (key.text == "workflow")
            return named(context, key, value, read_workflow(context, map), pack_.workflows);
        if (key.text == "agreement")
            return named(context, key, value, read_agreement(context, map), pack_.agreements);
        if (key.text == "table") return named(context, key, value, read_table(context, map), pack_.tables);
        if (key.text == "ladder") return named(context, key, value, read_ladder(context, map), pack_.ladders);
        if (key.text == "form") return named(context, key, value, read_form(context, map), pack_.forms);
        if (key.text == "calendar") {
            model::CalendarEntry entry = read_calendar(context, map);
            entry.at = context.content(value);
            const bool built_in = value.text == "24x7";
            if (built_in)
                context.error(reserved_name, value, "the calendar '24x7' is built in", "choose another name");
            entry.definition.name =
                built_in ? "24x7" : name_of(context, value, NameRule::dashed, "a calendar");
            pack_.calendars.push_back(std::move(entry));
        } else if (key.text == "roles") {
            std::ranges::move(read_roles(context, map), std::back_inserter(pack_.roles));
        } else if (key.text == "resources") {
            std::ranges::move(read_resources(context, map), std::back_inserter(pack_.resources));
        } else {
            model::Scenario scenario = read_scenario(context, map);
            scenario.name = text_of(context, value);
            scenario.at = context.content(value);
            pack_.scenarios.push_back(std::move(scenario));
        }
    }

    void read_pack_document(Context& context, const Node& value, Map& map) {
        Pack other;
        Pack& pack = has_pack_document() ? other : pack_;
        if (has_pack_document())
            context.error(
                second_pack_document, value,
                fmt::format("a second 'pack' document; the first is in {}:{}", pack_.at.file, pack_.at.line),
                "a folder is one pack");
        read_pack(context, map, pack);
        pack.name = name_of(context, value, NameRule::dashed, "a pack");
        pack.at = context.content(value);
    }

    Pack& pack_;
    Documents& documents_;
    Diagnostics& diagnostics_;
};

/// A name that two documents of a kind bear is told at both places.
template <typename T, typename NameOf>
void check_twice(const std::vector<T>& parts, std::string_view kind, NameOf name_of_part,
                 Diagnostics& diagnostics) {
    struct First {
        const T* part;
        bool told = false;
    };
    std::map<std::string_view, First> seen;
    for (const T& part : parts) {
        const auto [at, fresh] = seen.emplace(name_of_part(part), First{&part});
        if (fresh || name_of_part(part).empty()) continue;
        const Location& first = at->second.part->at;
        diagnostics.push_back({duplicate_name, Severity::error, part.at,
                               fmt::format("the {} '{}' is defined twice", kind, name_of_part(part)),
                               fmt::format("it is first defined in {}:{}", first.file, first.line)});
        if (std::exchange(at->second.told, true)) continue;
        diagnostics.push_back({duplicate_name,
                               Severity::note,
                               first,
                               fmt::format("the {} '{}' is defined here first", kind, name_of_part(part)),
                               {}});
    }
}

void check_names(const Pack& pack, Diagnostics& diagnostics) {
    const auto name = [](const auto& part) -> std::string_view { return part.name; };
    check_twice(pack.workflows, "workflow", name, diagnostics);
    check_twice(pack.agreements, "agreement", name, diagnostics);
    check_twice(pack.tables, "table", name, diagnostics);
    check_twice(pack.ladders, "ladder", name, diagnostics);
    check_twice(pack.roles, "role", name, diagnostics);
    check_twice(pack.resources, "resource", name, diagnostics);
    check_twice(pack.forms, "form", name, diagnostics);
    check_twice(pack.scenarios, "scenario", name, diagnostics);
    const auto calendar_name = [](const model::CalendarEntry& c) -> std::string_view {
        return c.definition.name;
    };
    check_twice(pack.calendars, "calendar", calendar_name, diagnostics);
}

/// The order of documents says nothing; by name it is the same however they are spread over files.
void sort_by_name(Pack& pack) {
    std::ranges::stable_sort(pack.workflows, {}, &model::Workflow::name);
    std::ranges::stable_sort(pack.agreements, {}, &model::Agreement::name);
    std::ranges::stable_sort(pack.calendars, {},
                             [](const auto& c) -> const std::string& { return c.definition.name; });
    std::ranges::stable_sort(pack.tables, {}, &model::Table::name);
    std::ranges::stable_sort(pack.ladders, {}, &model::Ladder::name);
    std::ranges::stable_sort(pack.roles, {}, &model::Role::name);
    std::ranges::stable_sort(pack.resources, {}, &model::Resource::name);
    std::ranges::stable_sort(pack.forms, {}, &model::Form::name);
}

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
    std::ranges::move(from, std::back_inserter(to));
}

/// Draws in the packs that a pack names, each once, depth first.
class Importer {
  public:
    Importer(const Resolve& resolve, Documents& documents, Diagnostics& diagnostics)
        : resolve_(resolve), documents_(documents), diagnostics_(diagnostics) {}

    void read(std::span<const SourceText> sources, Pack& pack) {
        if (sources.size() > max_files) {
            diagnostics_.push_back({too_many_files,
                                    Severity::error,
                                    {sources.front().path, 0, 0},
                                    fmt::format("{} files; the limit is {}", sources.size(), max_files),
                                    "split the pack"});
            return;
        }
        PackReader reader(pack, documents_, diagnostics_);
        for (const SourceText& source : sources) reader.read(source);
        // A file that could not be read to its end may have held it.
        if (!reader.has_pack_document() && !has_errors(diagnostics_))
            diagnostics_.push_back({no_pack_document,
                                    Severity::error,
                                    {sources.empty() ? "" : sources.front().path, 0, 0},
                                    "no document begins with 'pack'",
                                    "add one: pack: NAME, version: 1.0.0"});
        open_.push_back(pack.name);
        const std::vector<model::Import> imports = pack.imports;
        for (const model::Import& import : imports) draw_in(import, pack);
        open_.pop_back();
    }

  private:
    void draw_in(const model::Import& import, Pack& pack) {
        if (std::ranges::find(open_, import.pack.text) != open_.end())
            return report(
                import_cycle, import,
                fmt::format("a cycle of imports: {} → {}", fmt::join(open_, " → "), import.pack.text));
        const auto known = versions_.find(import.pack.text);
        if (known != versions_.end()) return check_version(import, known->second);
        if (++drawn_ > max_imports)
            return report(too_many_imports, import, fmt::format("more than {} imported packs", max_imports));
        const auto sources = resolve_ ? resolve_(import.pack.text) : std::nullopt;
        if (!sources)
            return report(import_not_found, import, fmt::format("no pack '{}' was found", import.pack.text));
        Pack other;
        read(*sources, other);
        versions_.emplace(import.pack.text, other.version);
        if (!other.name.empty() && other.name != import.pack.text)
            report(import_not_found, import,
                   fmt::format("what is there as '{}' calls itself '{}'", import.pack.text, other.name));
        check_version(import, other.version);
        append(pack.workflows, std::move(other.workflows));
        append(pack.agreements, std::move(other.agreements));
        append(pack.calendars, std::move(other.calendars));
        append(pack.tables, std::move(other.tables));
        append(pack.ladders, std::move(other.ladders));
        append(pack.roles, std::move(other.roles));
        append(pack.resources, std::move(other.resources));
        append(pack.forms, std::move(other.forms));
    }

    void check_version(const model::Import& import, const std::string& found) {
        if (!import.version.empty() && import.version != found)
            report(import_version, import,
                   fmt::format("version {} of '{}' is wanted, but {} is there", import.version,
                               import.pack.text, found.empty() ? "one without a version" : found));
    }
    void report(Code code, const model::Import& import, std::string message) {
        diagnostics_.push_back({code, Severity::error, import.pack.at, std::move(message), {}});
    }

    const Resolve& resolve_;
    Documents& documents_;
    Diagnostics& diagnostics_;
    std::size_t drawn_ = 0;
    std::vector<std::string> open_;                ///< from the outermost pack to the one being read
    std::map<std::string, std::string> versions_;  ///< of the packs that were read
};

}  // namespace

Loaded load(std::span<const SourceText> sources, const Resolve& resolve) {
    Loaded loaded;
    Pack pack;
    Documents documents;
    Importer(resolve, documents, loaded.diagnostics).read(sources, pack);
    check_names(pack, loaded.diagnostics);
    sort_by_name(pack);
    sort_diagnostics(loaded.diagnostics);
    if (has_errors(loaded.diagnostics))
        loaded.draft = draft_of(std::move(pack), std::move(documents), loaded.diagnostics);
    else
        loaded.pack = std::move(pack);
    return loaded;
}

Result<Pack> load_canonical(std::string_view canonical) {
    Diagnostics diagnostics;
    Pack pack;
    Documents documents;
    PackReader(pack, documents, diagnostics).read_canonical(canonical);
    if (diagnostics.empty() && pack.at.file.empty())
        return fail(no_pack_document, "no document begins with 'pack'");
    if (!has_errors(diagnostics)) return pack;
    return fail(diagnostics.front().code, to_string(diagnostics.front()));
}

}  // namespace itr::loader
