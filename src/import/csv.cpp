#include "import/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <itr/import.hpp>

#include "import/codes.hpp"

namespace itr::event_log {

CsvReader::CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool CsvReader::at_line_end() const {
    return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
}

void CsvReader::skip_line_end() {
    if (at_ >= text_.size()) return;
    at_ += text_[at_] == '\r' ? 2U : 1U;
    ++line_;
}

void CsvReader::skip_line() {
    at_ = std::min(text_.find('\n', at_), text_.size());
    skip_line_end();
}

Result<bool> CsvReader::next(Row& row) {
    while (at_ < text_.size() && at_line_end()) skip_line_end();
    if (at_ >= text_.size()) return false;
    const std::size_t begin = at_;
    row.line = line_;
    if (auto ok = read_row(row); !ok) {
        at_ = begin;
        line_ = row.line;
        skip_line();
        return fail(ok.error());
    }
    return true;
}

Status CsvReader::read_row(Row& row) {
    for (std::size_t column = 0;; ++column) {
        if (column == max_columns)
            return fail(log_too_large, fmt::format("expected at most {} columns", max_columns));
        if (row.fields.size() == column) row.fields.emplace_back();
        std::string& field = row.fields[column];
        field.clear();
        if (at_ < text_.size() && text_[at_] == '"') {
            if (auto ok = quoted(field); !ok) return ok;
        } else {
            bare(field);
        }
        if (field.size() > max_field_bytes)
            return fail(log_too_large, fmt::format("expected a field of at most {} bytes", max_field_bytes));
        if (at_line_end()) {
            row.fields.resize(column + 1);
            skip_line_end();
            return {};
        }
        ++at_;
    }
}

Status CsvReader::quoted(std::string& field) {
    for (++at_;;) {
        const std::size_t quote = text_.find('"', at_);
        if (quote == std::string_view::npos)
            return fail(log_bad_quote, "expected a closing quote, but the text ended");
        const std::string_view part = text_.substr(at_, quote - at_);
        line_ += static_cast<std::size_t>(std::ranges::count(part, '\n'));
        field += part;
        at_ = quote + 1;
        if (at_ < text_.size() && text_[at_] == '"') {
            field += '"';
            ++at_;
            continue;
        }
        if (at_line_end() || text_[at_] == separator_) return {};
        return fail(log_bad_quote, "expected a separator after a closing quote, but found more text");
    }
}

void CsvReader::bare(std::string& field) {
    const std::size_t begin = at_;
    while (!at_line_end() && text_[at_] != separator_) ++at_;
    field = text_.substr(begin, at_ - begin);
}

}  // namespace itr::event_log
