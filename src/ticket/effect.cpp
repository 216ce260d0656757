#include <fmt/core.h>

#include <itr/effect.hpp>

#include "base/hash.hpp"

namespace itr {

std::string effect_key(const TicketId& ticket, std::uint32_t number) {
    std::string key = fmt::format("{}:{}", ticket.text(), number);
    return key.size() <= max_name_bytes ? key : hash::sha256_hex(key).substr(0, 32);
}

}  // namespace itr
