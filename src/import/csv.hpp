// Comma separated values as RFC 4180 has them, one row at a time.
#pragma once

#include <cstddef>
#include <itr/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace itr::event_log {

struct Row {
    std::size_t line = 0;  ///< where it begins, from 1
    std::vector<std::string> fields;
};

class CsvReader {
  public:
    /// `text` must outlive the reader.
    CsvReader(std::string_view text, char separator);

    /// The next row that is not an empty line, into `row` (its memory is reused). False at the end. After an
    /// error reading goes on behind the line where the faulty row began.
    [[nodiscard]] Result<bool> next(Row& row);
    [[nodiscard]] std::size_t position() const noexcept { return at_; }

  private:
    [[nodiscard]] Status read_row(Row& row);
    [[nodiscard]] Status quoted(std::string& field);
    void bare(std::string& field);
    [[nodiscard]] bool at_line_end() const;
    void skip_line_end();
    void skip_line();

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

}  // namespace itr::event_log
