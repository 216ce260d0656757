// What one thread of JavaScript has opened in the library and not closed yet. Handles belong to the process:
// where the thread ends and the process goes on, nobody else would close them.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "library.hpp"

namespace itr_node {

/// Only used in JavaScript's thread.
class Holdings {
  public:
    void add(std::uint64_t handle, Place close);
    void remove(std::uint64_t handle);
    /// Closes what is left, the newest first: what uses another thing was opened after it.
    void close_all();

  private:
    struct Opened {
        std::uint64_t turn;
        Place close;
    };
    std::uint64_t turns_ = 0;
    std::unordered_map<std::uint64_t, Opened> opened_;
};

}  // namespace itr_node
