#include "library.hpp"

#include <dlfcn.h>

namespace itr_node {

Libraries& Libraries::get() {
    static Libraries libraries;
    return libraries;
}

std::array<Function, static_cast<std::size_t>(Place::count)> Libraries::every_function() {
#define ITR_NODE_ROW(name, library, from_callbacks, since, ...) \
    Function{#name, Library::library, from_callbacks, since, nullptr},
    return {ITR_NODE_FUNCTIONS(ITR_NODE_ROW)};
#undef ITR_NODE_ROW
}

namespace {

template <typename Pointer>
bool find(void* handle, const char* name, Pointer& pointer) {
    pointer = reinterpret_cast<Pointer>(dlsym(handle, name));
    return pointer != nullptr;
}

}  // namespace

std::string Libraries::find_inside(void* handle) {
    Inside found{};
    const bool complete = find(handle, "itr_version", found.version) &&
                          find(handle, "itr_abi_version", found.abi_version) &&
                          find(handle, "itr_abi_oldest", found.abi_oldest) &&
                          find(handle, "itr_bytes_free", found.bytes_free) &&
                          find(handle, "itr_error_document", found.error_document) &&
                          find(handle, "itr_error_free", found.error_free) &&
                          find(handle, "itr_reply_write", found.reply_write);
    if (!complete) return "it is not the library itr, or lacks functions of it";
    if (abi_version < found.abi_oldest() || abi_version > found.abi_version())
        return "it knows the ABI versions " + std::to_string(found.abi_oldest()) + " to " +
               std::to_string(found.abi_version()) + ", but this package was made for " +
               std::to_string(abi_version);
    inside_ = found;
    return {};
}

std::string Libraries::open(Library which, const std::string& file) {
    const std::lock_guard lock(mutex_);
    bool& is_open = is_open_[static_cast<std::size_t>(which)];
    if (is_open) return {};
    void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return dlerror();
    if (which == Library::itr) {
        if (std::string problem = find_inside(handle); !problem.empty()) return dlclose(handle), problem;
    }
    for (Function& function : functions_)
        if (function.library == which) function.address = dlsym(handle, function.name);
    is_open = true;
    return {};
}

}  // namespace itr_node
