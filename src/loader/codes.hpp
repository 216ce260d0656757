// Codes of the loader: what can be wrong with a pack before anything is compared with anything.
#pragma once

#include <itr/error.hpp>

namespace itr::loader {

// ---- the text
inline constexpr Code file_too_large{"pack.file_too_large"};
inline constexpr Code too_many_files{"pack.too_many_files"};
inline constexpr Code unreadable_file{"pack.unreadable_file"};
inline constexpr Code too_many_mistakes{"pack.too_many_mistakes"};
inline constexpr Code not_utf8{"yaml.not_utf8"};
inline constexpr Code control_character{"yaml.control_character"};

// ---- YAML
inline constexpr Code syntax{"yaml.syntax"};
inline constexpr Code tab{"yaml.tab"};
inline constexpr Code too_deep{"yaml.too_deep"};
inline constexpr Code too_many_nodes{"yaml.too_many_nodes"};
inline constexpr Code scalar_too_long{"yaml.scalar_too_long"};
inline constexpr Code alias_cycle{"yaml.alias_cycle"};
inline constexpr Code explicit_tag{"yaml.explicit_tag"};
inline constexpr Code merge_key{"yaml.merge_key"};
inline constexpr Code duplicate_key{"yaml.duplicate_key"};
inline constexpr Code key_not_text{"yaml.key_not_text"};
inline constexpr Code boolean_word{"yaml.boolean_word"};
inline constexpr Code number_form{"yaml.number_form"};
inline constexpr Code unquoted_time{"yaml.unquoted_time"};
inline constexpr Code ambiguous_scalar{"yaml.ambiguous_scalar"};
inline constexpr Code expression_cut{"yaml.expression_cut"};

// ---- documents
inline constexpr Code unknown_document{"pack.unknown_document"};
inline constexpr Code no_pack_document{"pack.no_pack_document"};
inline constexpr Code second_pack_document{"pack.second_pack_document"};
inline constexpr Code unknown_key{"pack.unknown_key"};
inline constexpr Code missing_key{"pack.missing_key"};
inline constexpr Code wrong_type_found{"pack.wrong_type"};
inline constexpr Code invalid_value{"pack.invalid_value"};
inline constexpr Code invalid_name{"pack.invalid_name"};
inline constexpr Code reserved_name{"pack.reserved_name"};
inline constexpr Code duplicate_name{"pack.duplicate_name"};
inline constexpr Code too_many_clocks{"pack.too_many_clocks"};
inline constexpr Code too_many_goals{"pack.too_many_goals"};
inline constexpr Code too_many_thresholds{"pack.too_many_thresholds"};

// ---- imports
inline constexpr Code import_not_found{"pack.import_not_found"};
inline constexpr Code import_cycle{"pack.import_cycle"};
inline constexpr Code import_version{"pack.import_version"};
inline constexpr Code too_many_imports{"pack.too_many_imports"};

}  // namespace itr::loader
