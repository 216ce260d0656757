// Writes JSON in one way: no blanks, members in the order in which they are given.
#pragma once

#include <itr/value.hpp>
#include <string>
#include <string_view>

namespace itr::model {

class JsonOut {
  public:
    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    void key(std::string_view name) {
        separate();
        append(name);
        out_.push_back(':');
        fresh_ = true;
    }
    void text(std::string_view value) {
        separate();
        append(value);
    }
    /// A token that is JSON already: a number, true.
    void raw(std::string_view token) {
        separate();
        out_.append(token);
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    /// JSON lets U+007F stand as it is; YAML, as which it is read, wants it escaped.
    void append(std::string_view text) {
        constexpr char del = '\x7f';
        const std::size_t begin = out_.size();
        append_json_string(out_, text);
        if (text.find(del) == std::string_view::npos) return;
        for (std::size_t at = out_.find(del, begin); at != std::string::npos; at = out_.find(del, at))
            out_.replace(at, 1, "\\u007f");
    }
    void open(char bracket) {
        separate();
        out_.push_back(bracket);
        fresh_ = true;
    }
    void close(char bracket) {
        out_.push_back(bracket);
        fresh_ = false;
    }
    void separate() {
        if (!fresh_) out_.push_back(',');
        fresh_ = false;
    }

    std::string out_;
    bool fresh_ = true;
};

}  // namespace itr::model
