#include <itr/random.hpp>

#include <sodium/core.h>
#include <sodium/randombytes.h>

#include <stdexcept>

namespace itr::random {

std::string bytes(std::size_t count) {
    static const bool is_ready = sodium_init() >= 0;
    if (!is_ready) throw std::runtime_error("the system gives no unpredictable bytes");
    std::string drawn(count, '\0');
    randombytes_buf(drawn.data(), drawn.size());
    return drawn;
}

}  // namespace itr::random
