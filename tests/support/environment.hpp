// Numbers that whoever runs a test may set.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace itr::test {

inline std::uint32_t number_from_environment(const char* name, std::uint32_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

}  // namespace itr::test
