// From rows to what happened.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <itr/import.hpp>

#include "base/spelling.hpp"
#include "import/codes.hpp"
#include "import/csv.hpp"

namespace itr::event_log {
namespace {

constexpr std::size_t rows_between_reports = 4096;

/// A template whose columns are numbers.
struct Bound {
    struct Piece {
        std::string text;
        std::size_t column = 0;
        bool is_column = false;
    };
    std::vector<Piece> pieces;

    void fill(std::string& out, const Row& row) const {
        out.clear();
        for (const Piece& piece : pieces) out += piece.is_column ? row.fields[piece.column] : piece.text;
    }
};

struct BoundAssignment {
    const Assignment* source;
    Bound value;
};

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Result<Value> value_of(const std::string& text, As as) {
    const auto refuse = [&](std::string_view expected) {
        return fail(log_bad_value, fmt::format("expected {}, but found '{}'", expected, text));
    };
    switch (as) {
        case As::text: break;
        case As::integer:
            if (const auto number = number_of<std::int64_t>(text)) return Value(*number);
            return refuse("an integer");
        case As::number:
            if (const auto number = number_of<double>(text)) return Value(*number);
            return refuse("a number");
        case As::boolean:
            if (text == "true" || text == "false") return Value(text == "true");
            return refuse("true or false");
        case As::timestamp:
            if (const auto at = parse_instant(text)) return Value::instant(*at);
            return refuse("an instant in RFC 3339");
    }
    return Value(text);
}

Result<Instant> instant_of(const std::string& text, TimeFormat format) {
    if (format == TimeFormat::rfc3339) {
        auto at = parse_instant(text);
        return at ? at : Result<Instant>(fail(log_bad_time, at.error().message));
    }
    const auto number = number_of<std::int64_t>(text);
    const std::int64_t unit = format == TimeFormat::epoch ? 1000 : 1;
    if (!number || *number < min_instant.ms / unit || *number > max_instant.ms / unit)
        return fail(log_bad_time, fmt::format("expected {} since 1970, but found '{}'",
                                              unit == 1 ? "milliseconds" : "seconds", text));
    return Instant{*number * unit};
}

class LogReader {
  public:
    LogReader(std::string_view text, const std::string& path, const Mapping& mapping)
        : csv_(text, mapping.separator), path_(path), mapping_(mapping), bytes_(text.size()) {}

    Log read(const Progress& progress) {
        if (header()) {
            for (std::size_t rows = 0; !full_; ++rows) {
                if (rows % rows_between_reports == 0 && progress && !progress(csv_.position(), bytes_)) break;
                if (rows == max_rows) {
                    complain(row_.line, {log_too_large, fmt::format("expected at most {} rows", max_rows)});
                    break;
                }
                const auto more = csv_.next(row_);
                if (!more) complain(row_.line, more.error());
                if (more && !*more) break;
                if (more) take_row();
            }
        }
        std::ranges::stable_sort(log_.happenings, {}, &Happening::at);
        return std::move(log_);
    }

  private:
    bool header() {
        const auto any = csv_.next(row_);
        if (!any) complain(row_.line, any.error());
        if (any && !*any) complain(1, {log_bad_row, "expected a header, but the log is empty"});
        if (!any || !*any) return false;
        columns_ = row_.fields;
        ticket_ = bind(mapping_.ticket);
        event_ = bind(mapping_.event);
        actor_ = bind(mapping_.actor_id);
        time_column_ = column(mapping_.time_column);
        for (const Assignment& a : mapping_.open_data) open_data_.push_back({&a, bind(a.value)});
        for (const Assignment& a : mapping_.data) data_.push_back({&a, bind(a.value)});
        return log_.diagnostics.empty();
    }

    std::size_t column(const std::string& name) {
        const auto found = std::ranges::find(columns_, name);
        if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
        const std::vector<std::string_view> known(columns_.begin(), columns_.end());
        Diagnostic diagnostic{log_unknown_column,
                              Severity::error,
                              {path_, 1, 1},
                              fmt::format("expected a column '{}', but the header has none", name),
                              spelling::did_you_mean(name, known)};
        log_.diagnostics.push_back(std::move(diagnostic));
        return 0;
    }

    Bound bind(const Template& from) {
        Bound bound;
        for (const Template::Piece& piece : from.pieces)
            bound.pieces.push_back({piece.text, piece.is_column ? column(piece.text) : 0, piece.is_column});
        return bound;
    }

    void take_row() {
        if (row_.fields.size() != columns_.size())
            return complain(row_.line, {log_bad_row, fmt::format("expected {} fields, but found {}",
                                                                 columns_.size(), row_.fields.size())});
        auto happening = happening_of();
        if (!happening) return complain(row_.line, happening.error());
        log_.happenings.push_back(*std::move(happening));
    }

    Result<Happening> happening_of() {
        Happening happening;
        happening.line = row_.line;
        ticket_.fill(happening.ticket, row_);
        if (auto ok = check_name("ticket id", happening.ticket); !ok)
            return fail(log_bad_value, ok.error().message);
        const auto at = instant_of(row_.fields[time_column_], mapping_.time_format);
        if (!at) return fail(at.error());
        happening.at = *at;
        auto event = name_of_event();
        if (!event) return fail(event.error());
        happening.event = *std::move(event);
        actor_.fill(happening.actor, row_);
        if (!is_utf8(happening.actor)) return fail(log_bad_value, "the actor's id is no UTF-8");
        if (auto ok = fill(open_data_, happening.open_data); !ok) return fail(ok.error());
        if (auto ok = fill(data_, happening.data); !ok) return fail(ok.error());
        return happening;
    }

    Result<std::string> name_of_event() {
        event_.fill(buffer_, row_);
        if (mapping_.names.empty()) return event_name(buffer_);
        const auto found = mapping_.names.find(buffer_);
        if (found == mapping_.names.end())
            return fail(log_unnamed_event, fmt::format("expected one of the map's {} names, but found '{}'",
                                                       mapping_.names.size(), buffer_));
        return found->second;
    }

    Status fill(const std::vector<BoundAssignment>& from, Data& into) {
        for (const BoundAssignment& each : from) {
            each.value.fill(buffer_, row_);
            if (buffer_.empty() && each.source->as != As::text) continue;
            auto value = value_of(buffer_, each.source->as);
            if (!value)
                return fail(log_bad_value,
                            fmt::format("'{}': {}", each.source->field, value.error().message));
            if (auto ok = check_storable(*value); !ok)
                return fail(log_bad_value, fmt::format("'{}': {}", each.source->field, ok.error().message));
            into.emplace_back(each.source->field, *std::move(value));
        }
        return {};
    }

    void complain(std::size_t line, Error error) {
        full_ = log_.diagnostics.size() == max_diagnostics;
        if (full_) error = {log_too_many_mistakes, "and there are more mistakes further on"};
        log_.diagnostics.push_back({error.code,
                                    Severity::error,
                                    {path_, static_cast<std::uint32_t>(line), 1},
                                    std::move(error.message),
                                    {}});
    }

    CsvReader csv_;
    const std::string& path_;
    const Mapping& mapping_;
    std::size_t bytes_;
    Row row_;
    std::vector<std::string> columns_;
    std::size_t time_column_ = 0;
    Bound ticket_, event_, actor_;
    std::vector<BoundAssignment> open_data_, data_;
    std::string buffer_;
    Log log_;
    bool full_ = false;
};

}  // namespace

std::string event_name(std::string_view text) {
    std::string name;
    for (const char letter : text) {
        const bool capital = letter >= 'A' && letter <= 'Z';
        if (capital || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
            name += capital ? static_cast<char>(letter - 'A' + 'a') : letter;
        } else if (!name.empty() && name.back() != '_') {
            name += '_';
        }
    }
    if (name.ends_with('_')) name.pop_back();
    return name;
}

Log read_log(std::string_view text, const std::string& path, const Mapping& mapping,
             const Progress& progress) {
    return LogReader(text, path, mapping).read(progress);
}

}  // namespace itr::event_log
