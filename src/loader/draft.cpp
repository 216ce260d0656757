#include "loader/draft.hpp"

#include <algorithm>
#include <array>

#include "loader/codes.hpp"

namespace itr::loader {
namespace {

using model::Draft;

/// Mistakes behind which there may be documents that nobody has seen.
bool hides_names(const Diagnostic& mistake) {
    static constexpr std::array codes = {file_too_large,
                                         too_many_files,
                                         unreadable_file,
                                         not_utf8,
                                         control_character,
                                         syntax,
                                         tab,
                                         too_deep,
                                         too_many_nodes,
                                         scalar_too_long,
                                         unknown_document,
                                         import_not_found,
                                         import_cycle,
                                         too_many_imports,
                                         too_many_mistakes};
    return std::ranges::find(codes, mistake.code) != codes.end();
}

/// That they are there and what they are called, nothing else.
class Names {
  public:
    Names(Draft& draft, const Diagnostics& mistakes) : draft_(draft), mistakes_(mistakes) {}

    void keep() {
        model::Pack& pack = draft_.pack;
        keep_of(pack.workflows);
        for (model::Agreement& agreement : pack.agreements) {
            if (!draft_.is_damaged(agreement.at)) continue;
            auto workflows = std::move(agreement.workflows);
            replace(agreement);
            agreement.workflows = std::move(workflows);
        }
        for (model::CalendarEntry& calendar : pack.calendars) {
            if (!draft_.is_damaged(calendar.at)) continue;
            model::CalendarEntry name;
            name.at = calendar.at;
            name.definition.name = calendar.definition.name;
            name.definition.always = true;
            calendar = std::move(name);
            note_name(calendar.definition.name, calendar.at);
        }
        keep_of(pack.tables);
        keep_of(pack.ladders);
        keep_of(pack.forms);
        std::erase_if(pack.scenarios, [&](const auto& scenario) { return draft_.is_damaged(scenario.at); });
        std::erase_if(pack.roles, [](const auto& role) { return role.name.empty(); });
        std::erase_if(pack.resources, [](const auto& resource) { return resource.name.empty(); });
    }

  private:
    template <typename Part>
    void keep_of(std::vector<Part>& parts) {
        for (Part& part : parts)
            if (draft_.is_damaged(part.at)) replace(part);
    }
    template <typename Part>
    void replace(Part& part) {
        Part name;
        name.name = std::move(part.name);
        name.at = std::move(part.at);
        part = std::move(name);
        note_name(part.name, part.at);
    }
    /// Whoever refers to it may mean the name that it will have when it is mended.
    void note_name(const std::string& name, const Location& at) {
        draft_.hides_names |= name.empty() || std::ranges::any_of(mistakes_, [&](const Diagnostic& mistake) {
                                  return mistake.at == at && mistake.code == invalid_name;
                              });
    }

    Draft& draft_;
    const Diagnostics& mistakes_;
};

}  // namespace

Draft draft_of(model::Pack pack, std::vector<Draft::Document> documents, const Diagnostics& diagnostics) {
    Draft draft{std::move(pack), std::move(documents), false};
    for (const Diagnostic& mistake : diagnostics) {
        if (mistake.severity != Severity::error) continue;
        const auto holds = [&](const Draft::Document& one) { return one.holds(mistake.at); };
        const auto document = std::ranges::find_if(draft.documents, holds);
        const bool nowhere = document == draft.documents.end() && mistake.code != no_pack_document;
        draft.hides_names |= nowhere || hides_names(mistake);
        if (document == draft.documents.end()) continue;
        document->damaged = true;
        draft.hides_names |= document->kind.empty();
    }
    // What it would have drawn in may not have been read.
    draft.hides_names |= !draft.pack.imports.empty() && draft.is_any_damaged("pack");
    Names(draft, diagnostics).keep();
    return draft;
}

}  // namespace itr::loader
