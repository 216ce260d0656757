// What could be read of a pack that has mistakes in it: enough to look for further ones.
#pragma once

#include <algorithm>
#include <cstdint>
#include <itr/diagnostic.hpp>
#include <itr/model.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace itr::model {

/// No pack: it cannot be deployed. Documents with a mistake in them are there by their name alone (of `roles`
/// and `resources` what could be read), and scenarios with one are not there.
struct Draft {
    struct Document {
        std::string kind;  ///< the key it begins with: "workflow", "agreement" …
        std::string file;
        std::uint32_t first_line = 0, last_line = 0;  ///< inclusive
        bool damaged = false;                         ///< it has a mistake in it

        [[nodiscard]] bool holds(const Location& at) const {
            return at.file == file && first_line <= at.line && at.line <= last_line;
        }
    };

    Pack pack;
    std::vector<Document> documents;
    /// Something is missing of which not even the names are known: a file or an import that could not be
    /// read, the rest of a file behind a mistake of syntax.
    bool hides_names = false;

    /// The document that a place lies in; null if there is none. O(documents).
    [[nodiscard]] const Document* document_of(const Location& at) const {
        const auto found =
            std::ranges::find_if(documents, [&](const Document& document) { return document.holds(at); });
        return found == documents.end() ? nullptr : &*found;
    }
    [[nodiscard]] bool is_damaged(const Location& at) const {
        const Document* document = document_of(at);
        return document != nullptr && document->damaged;
    }
    /// Whether a document of the kind is damaged; of any kind but scenarios, if none is given.
    [[nodiscard]] bool is_any_damaged(std::string_view kind = {}) const {
        return std::ranges::any_of(documents, [&](const Document& document) {
            return document.damaged && (kind.empty() ? document.kind != "scenario" : document.kind == kind);
        });
    }
};

}  // namespace itr::model
