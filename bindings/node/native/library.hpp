// The libraries, as the loader of the system gives them, and where in them each function is.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "api.hpp"

namespace itr_node {

enum class Library : std::uint8_t { itr, itr_sqlite };

struct Function {
    const char* name;
    Library library;
    bool from_callbacks;
    std::int32_t since;
    void* address;  ///< null: the library is not open, or is older than the function
};

#define ITR_NODE_PLACE(name, ...) name,
enum class Place : std::size_t { ITR_NODE_FUNCTIONS(ITR_NODE_PLACE) count };
#undef ITR_NODE_PLACE

/// What the addon itself calls, and JavaScript never does.
struct Inside {
    const char* (*version)();
    std::int32_t (*abi_version)();
    std::int32_t (*abi_oldest)();
    itr_status (*bytes_free)(itr_bytes*);
    itr_status (*error_document)(std::uint64_t, itr_bytes*);
    itr_status (*error_free)(std::uint64_t);
    itr_status (*reply_write)(itr_reply, const char*, std::uint64_t, std::uint64_t*);
};

/// Of the process: open for all of its JavaScript threads or for none.
class Libraries {
  public:
    static Libraries& get();

    /// Empty, or why the file cannot be used. A library that is open stays the one that it is.
    [[nodiscard]] std::string open(Library which, const std::string& file);

    [[nodiscard]] const Function& at(Place place) const {
        return functions_[static_cast<std::size_t>(place)];
    }
    [[nodiscard]] const Inside& inside() const { return inside_; }

  private:
    [[nodiscard]] std::string find_inside(void* handle);

    std::mutex mutex_;
    std::array<bool, 2> is_open_{};
    std::array<Function, static_cast<std::size_t>(Place::count)> functions_ = every_function();
    Inside inside_{};

    static std::array<Function, static_cast<std::size_t>(Place::count)> every_function();
};

}  // namespace itr_node
