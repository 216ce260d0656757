// How far a long piece of work is: on standard error, and only when it takes longer than a second.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace itr::cli {

class Progress {
  public:
    /// `what` as in "12 of 400 mutants".
    explicit Progress(std::string what)
        : what_(std::move(what)), shown_at_(std::chrono::steady_clock::now()) {}
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `total` 0: not known.
    void update(std::size_t done, std::size_t total = 0);

  private:
    std::string what_;
    std::chrono::steady_clock::time_point shown_at_;
    bool line_open_ = false;
};

}  // namespace itr::cli
