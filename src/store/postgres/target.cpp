#include "store/postgres/target.hpp"

#include <libpq-fe.h>

#include <memory>

#include "store/codes.hpp"

namespace itr::store::postgres {

namespace {

struct FreeSettings {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

}  // namespace

Result<Target> Target::parse(const std::string& connection) {
    if (connection.find('\0') != std::string::npos)
        return fail(store_invalid,
                    "expected a connection string, but found one with the character U+0000 in it");
    char* complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeSettings> options(
        PQconninfoParse(connection.c_str(), &complaint));
    // libpq's complaint may quote any part of the string, a password too.
    PQfreemem(complaint);
    if (!options)
        return fail(store_invalid,
                    "expected a connection string such as postgres://user@host/database or "
                    "\"host=… dbname=…\", but found something else (it is not repeated here, since it may "
                    "have a password; characters such as @ : / in one are written %40 %3A %2F)");
    Target target;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        target.settings_.emplace_back(option->keyword, option->val);
        const bool secret = option->dispchar != nullptr && option->dispchar[0] == '*';
        if (secret && option->val[0] != '\0') target.secrets_.emplace_back(option->val);
    }
    return target;
}

std::string Target::without_secrets(std::string_view text) const {
    std::string out(text);
    for (const std::string& secret : secrets_)
        for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3))
            out.replace(at, secret.size(), "***");
    return out;
}

}  // namespace itr::store::postgres
