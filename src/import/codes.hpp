// Codes of the import room: what can be wrong with a log, and with the map that says how to read it.
#pragma once

#include <itr/error.hpp>

namespace itr::event_log {

inline constexpr Code log_unreadable{
    "import.unreadable"};  ///< The file is not there, or its compression is damaged.
inline constexpr Code log_too_large{
    "import.too_large"};  ///< The log exceeds a limit of itr/import.hpp; the message names it.
inline constexpr Code log_bad_quote{
    "import.bad_quote"};  ///< A quoted field does not end, or text follows its closing quote.
inline constexpr Code log_bad_row{"import.bad_row"};  ///< A row has more or fewer fields than the header.
inline constexpr Code log_unknown_column{
    "import.unknown_column"};  ///< The map names a column that the log's header does not have.
inline constexpr Code log_bad_time{"import.bad_time"};  ///< A time is not in the format that the map says.
inline constexpr Code log_bad_value{
    "import.bad_value"};  ///< A value cannot be read as the type that the map says, or is no UTF-8.
inline constexpr Code log_unnamed_event{
    "import.unnamed_event"};  ///< The map's `names` have no event for what the row says.
inline constexpr Code log_bad_template{
    "import.bad_template"};  ///< A template of the map has a brace without its partner.
inline constexpr Code log_too_many_mistakes{
    "import.too_many_mistakes"};  ///< The log has more mistakes than are listed.

}  // namespace itr::event_log
