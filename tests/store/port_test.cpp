#include "store/port.hpp"

#include <doctest/doctest.h>

using namespace itr::store;

TEST_CASE("a cursor reads back, whatever the ticket is called") {
    for (const char* ticket : {"T-1", "a/b", "工单", "/"}) {
        const auto cursor = read_cursor(write(Cursor{itr::Instant{-5}, itr::TicketId(ticket)}));
        REQUIRE(cursor.has_value());
        CHECK(cursor->opened_at.ms == -5);
        CHECK(cursor->ticket.text() == ticket);
    }
    for (const char* text : {"", "5", "x/T", "/T", "5x/T", "99999999999999999999/T"})
        CHECK(read_cursor(text).error().code.text() == "store.invalid");
}

TEST_CASE("a state is a dotted prefix of an active one, and no other prefix") {
    const std::vector<std::string> active{"a.b.c", "d"};
    for (const char* state : {"a", "a.b", "a.b.c", "d"}) CHECK(in_state(active, state));
    for (const char* state : {"", "a.", "a.b.", "a.b.c.d", "b", "dd"}) CHECK_FALSE(in_state(active, state));
}

TEST_CASE("a batch beyond the limit is refused") {
    const std::vector<Append> batch(max_batch + 1);
    CHECK(check(batch).error().code.text() == "store.invalid");
    CHECK(check(std::span(batch).first(max_batch)).has_value());
}
