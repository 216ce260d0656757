#include <doctest/doctest.h>

#include <itr/effect.hpp>

TEST_CASE("an effect's key is a name, however long the ticket's id is") {
    CHECK(itr::effect_key(itr::TicketId("T-1"), 3) == "T-1:3");
    const itr::TicketId longest(std::string(itr::max_name_bytes, 'x'));
    const std::string key = itr::effect_key(longest, 1);
    CHECK(itr::check_name("key", key).has_value());
    CHECK(key.size() == 32);
    CHECK(key != itr::effect_key(longest, 2));
}
