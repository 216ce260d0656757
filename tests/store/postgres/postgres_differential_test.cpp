#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "store/differential.hpp"
#include "store/postgres/test_server.hpp"

TEST_CASE("memory and PostgreSQL give the same answers to the same commands, and keep the same journal") {
    CHECK(rc::check("random commands, with the store closed and opened in between", [] {
        const itr::test::TestSchema schema;
        itr::test::Differential stores([&] { return schema.open(); });
        stores.run(40);
    }));
}
