#include "base/hash.hpp"

#include <sodium/crypto_hash_sha256.h>

#include <array>

#include "base/text.hpp"

namespace itr::hash {

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    return text::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace itr::hash
