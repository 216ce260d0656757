#include "loader/runs.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace itr::loader {
namespace {

constexpr std::size_t npos = std::string_view::npos;

/// The style of a scalar, by its first character.
enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded, unknown };

Style style_of(std::string_view file, const Node& node) {
    if (node.plain) return Style::plain;
    switch (node.offset < file.size() ? file[node.offset] : '\0') {
        case '\'': return Style::single_quoted;
        case '"': return Style::double_quoted;
        case '|': return Style::literal;
        case '>': return Style::folded;
        default: return Style::unknown;
    }
}

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// How many bytes the UTF-8 character takes that begins with `c`.
std::size_t length_of(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// Goes along what is written and what was read of it, side by side. Every step fails where the two disagree.
class Walk {
  public:
    Walk(std::string_view file, const Node& node)
        : file_(file),
          text_(node.text),
          at_(node.offset),
          line_(node.line),
          line_begin_(std::size_t{node.offset} - (node.column - 1)) {}

    /// §7.3 of YAML 1.2: `quote` is the quotation mark, none of a plain scalar.
    std::optional<Runs> flow(char quote) {
        if (quote != '\0') ++at_;
        begin_run();
        while (done_ < text_.size())
            if (at_ >= file_.size() || !step(quote)) return std::nullopt;
        return std::move(runs_);
    }

    /// §8.1 of YAML 1.2.
    std::optional<Runs> block(bool folded) {
        const std::size_t header = file_.find('\n', at_);
        if (header == npos) return std::nullopt;
        next_line(header + 1);
        const auto indentation = find_indentation();
        if (!indentation) return std::nullopt;
        // How many of the line feeds at the end are kept (§8.1.1.2) does not matter: nothing lies there.
        const std::size_t end = text_.find_last_not_of('\n') + 1;
        std::size_t breaks = 0;
        while (done_ < end) {
            if (at_ >= file_.size()) return std::nullopt;
            const std::string_view content = content_of_line(*indentation);
            if (!content.empty()) {
                if (!block_break(breaks, folded && !runs_.empty())) return std::nullopt;
                begin_run();
                if (!text_.substr(done_).starts_with(content)) return std::nullopt;
                take(content.size());
                breaks = 0;
            }
            ++breaks;
            next_line(std::min(file_.find('\n', at_), file_.size() - 1) + 1);
        }
        return std::move(runs_);
    }

  private:
    bool step(char quote) {
        const char c = file_[at_];
        if (is_blank(c) || at_break(at_)) return blanks();
        if (quote == '"' && c == '\\') return escape();
        if (quote == '\'' && c == '\'') return quotation_mark();
        return same(at_ + 1);
    }

    /// What is written up to `end` is what was read.
    bool same(std::size_t end) {
        const std::string_view written = file_.substr(at_, end - at_);
        if (!text_.substr(done_).starts_with(written)) return false;
        take(written.size());
        return true;
    }

    /// Blanks count within a line, and not where it ends (§6.5).
    bool blanks() {
        std::size_t end = at_;
        while (end < file_.size() && is_blank(file_[end])) ++end;
        if (!at_break(end)) return same(end);
        return fold(/*escaped=*/false);
    }

    /// Flow folding (§7.3, s-flow-folded): one break is a blank, or nothing if it is escaped (§7.3.1); every
    /// empty line after it is a line feed.
    bool fold(bool escaped) {
        std::size_t breaks = 0;
        for (;;) {
            while (at_ < file_.size() && is_blank(file_[at_])) ++at_;
            if (!at_break(at_)) break;
            next_line(file_.find('\n', at_) + 1);
            ++breaks;
        }
        if (breaks == 1 && !escaped) {
            if (!eat(' ')) return false;
        } else {
            for (std::size_t i = 1; i < breaks; ++i)
                if (!eat('\n')) return false;
        }
        begin_run();
        return true;
    }

    /// §5.7: every escape is one character, wherever its bytes may come from; an escaped break is none.
    bool escape() {
        if (at_break(at_ + 1)) {
            ++at_;
            return fold(/*escaped=*/true);
        }
        if (at_ + 1 >= file_.size()) return false;
        const char kind = file_[at_ + 1];
        const std::size_t written = kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
        begin_run();
        at_ += written;
        done_ += length_of(text_[done_]);
        begin_run();
        return true;
    }

    /// §7.3.2: within single quotes it is written twice.
    bool quotation_mark() {
        if (!file_.substr(at_).starts_with("''") || !same(at_ + 1)) return false;
        ++at_;
        begin_run();
        return true;
    }

    /// How far the lines of a block are indented (§8.1.1.1): by as many blanks as the first line that is more
    /// than blanks has, less those that were read of them.
    [[nodiscard]] std::optional<std::size_t> find_indentation() const {
        const auto blanks_before = [](std::string_view in, std::size_t at) {
            return at - (in.substr(0, at).rfind('\n') + 1);
        };
        const std::size_t read = text_.find_first_not_of(" \n");
        const std::size_t written = file_.find_first_not_of(" \r\n", at_);
        if (read == npos || written == npos) return std::nullopt;
        const std::size_t kept = blanks_before(text_, read);
        const std::size_t all = blanks_before(file_, written);
        return all < kept ? std::nullopt : std::optional(all - kept);
    }

    /// Of the line that begins here; goes to where it begins.
    std::string_view content_of_line(std::size_t indentation) {
        for (std::size_t i = 0; i < indentation && at_ < file_.size() && file_[at_] == ' '; ++i) ++at_;
        const std::size_t feed = file_.find('\n', at_);
        const std::string_view content = file_.substr(at_, feed == npos ? npos : feed - at_);
        const bool has_return = feed != npos && content.ends_with('\r');
        return content.substr(0, content.size() - (has_return ? 1 : 0));
    }

    /// Block folding (§8.1.3): a break is a blank between two lines that are not indented further; around
    /// those that are, and at empty lines, it is a line feed, or none. The lines' contents tell which it is.
    bool block_break(std::size_t breaks, bool folded) {
        std::size_t feeds = 0;
        while (feeds < breaks && eat('\n')) ++feeds;
        if (folded && breaks == 1 && feeds == 0) return eat(' ');
        return folded || feeds == breaks;
    }

    bool eat(char c) {
        if (done_ >= text_.size() || text_[done_] != c) return false;
        ++done_;
        return true;
    }
    void take(std::size_t bytes) {
        at_ += bytes;
        done_ += bytes;
        runs_.back().bytes += static_cast<std::uint32_t>(bytes);
    }
    void begin_run() {
        const auto offset = static_cast<std::uint32_t>(done_);
        if (!runs_.empty() && runs_.back().offset == offset) runs_.pop_back();
        runs_.push_back({offset, line_, static_cast<std::uint32_t>(at_ - line_begin_ + 1), 0});
    }
    void next_line(std::size_t begin) {
        at_ = line_begin_ = begin;
        ++line_;
    }
    [[nodiscard]] bool at_break(std::size_t at) const {
        return file_.substr(std::min(at, file_.size()), 2) == "\r\n" ||
               (at < file_.size() && file_[at] == '\n');
    }

    std::string_view file_, text_;
    std::size_t at_;          ///< in the file
    std::size_t done_ = 0;    ///< of the text
    std::uint32_t line_;      ///< that `at_` is in
    std::size_t line_begin_;  ///< where it begins
    Runs runs_;
};

std::optional<Runs> walk(std::string_view file, const Node& node, Style style) {
    switch (style) {
        case Style::plain: return Walk(file, node).flow('\0');
        case Style::single_quoted: return Walk(file, node).flow('\'');
        case Style::double_quoted: return Walk(file, node).flow('"');
        case Style::literal: return Walk(file, node).block(/*folded=*/false);
        case Style::folded: return Walk(file, node).block(/*folded=*/true);
        case Style::unknown: break;
    }
    return std::nullopt;
}

/// Counts offsets from `skip` on.
void drop(Runs& runs, std::uint32_t skip) {
    const auto kept = std::ranges::upper_bound(runs, skip, {}, &TextRun::offset);
    if (kept != runs.begin()) runs.erase(runs.begin(), std::prev(kept));
    for (TextRun& run : runs) {
        const std::uint32_t over = run.offset < skip ? std::min(skip - run.offset, run.bytes) : 0;
        run.offset -= std::min(run.offset, skip);
        run.column += over;
        run.bytes -= over;
    }
}

}  // namespace

bool stands_as_it_reads(std::string_view file, const Node& node) {
    const std::string_view text = node.text;
    const std::size_t at = std::min<std::size_t>(node.offset, file.size());
    const auto written = [&](std::size_t skip) {
        return at + skip <= file.size() && file.substr(at + skip).starts_with(text);
    };
    switch (style_of(file, node)) {
        case Style::plain: return written(0) && text.find('\n') == npos;
        case Style::single_quoted: return written(1) && text.find_first_of("\n'") == npos;
        case Style::double_quoted: return written(1) && text.find_first_of("\n\\") == npos;
        case Style::literal: return !text.starts_with(' ') && !text.starts_with('\n');
        default: return false;
    }
}

Runs runs_of(std::string_view file, const Node& node, std::uint32_t skip) {
    auto found = walk(file, node, style_of(file, node));
    if (!found) return {{0, node.line, node.column, 0}};
    if (skip > 0) drop(*found, skip);
    found->shrink_to_fit();
    return *std::move(found);
}

}  // namespace itr::loader
