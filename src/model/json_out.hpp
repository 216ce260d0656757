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
        append_json_string(out_, name);
        out_.push_back(':');
        fresh_ = true;
    }
    void text(std::string_view value) {
        separate();
        append_json_string(out_, value);
    }
    /// A token that is JSON already: a number, true.
    void raw(std::string_view token) {
        separate();
        out_.append(token);
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
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
