#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <itr/in_place_vector.hpp>
#include <string>
#include <vector>

using itr::InPlaceVector;

namespace {

using Texts = InPlaceVector<std::string, 3>;

Texts three_texts() {
    return {"a text that is too long to lie within a string", "short", "another text of some length"};
}
Texts five_texts() { return {"one of five", "2", "a third text that is rather long", "4", "5"}; }

/// One random change, done to both.
void change_both(Texts& near, std::vector<std::string>& plain) {
    const auto place = [&](std::size_t end) { return *rc::gen::inRange<std::size_t>(0, end); };
    switch (*rc::gen::inRange(0, 7)) {
        case 0:
        case 1: {
            const auto text = *rc::gen::string<std::string>();
            near.push_back(text);
            plain.push_back(text);
            break;
        }
        case 2: {
            const auto size = place(8);
            near.resize(size);
            plain.resize(size);
            break;
        }
        case 3: {
            const auto other = *rc::gen::arbitrary<std::vector<std::string>>();
            near.assign(other.begin(), other.end());
            plain = other;
            break;
        }
        case 4: {
            Texts copy = near;
            near = place(2) == 0 ? Texts{"given away"} : five_texts();
            if (place(2) == 0)
                near = copy;
            else
                near = std::move(copy);
            break;
        }
        case 5: {
            const auto at = static_cast<std::ptrdiff_t>(place(plain.size() + 1));
            const auto text = *rc::gen::string<std::string>();
            near.insert(near.begin() + at, text);
            plain.insert(plain.begin() + at, text);
            break;
        }
        default:
            if (place(4) == 0) {
                near.clear();
                plain.clear();
            }
    }
}

}  // namespace

TEST_CASE("what a vector has room for in place takes no memory of its own") {
    Texts texts = three_texts();
    CHECK(texts.heap_bytes() == 0);
    CHECK(reinterpret_cast<const char*>(texts.data()) > reinterpret_cast<const char*>(&texts));
    CHECK(reinterpret_cast<const char*>(texts.data()) < reinterpret_cast<const char*>(&texts + 1));
    texts.push_back("a fourth one");
    CHECK(texts.heap_bytes() >= 4 * sizeof(std::string));
    CHECK(texts.size() == 4);
    CHECK(texts.back() == "a fourth one");
}

TEST_CASE("a vector with room in place is copied, moved and assigned to, near or on the heap") {
    for (const Texts& texts : {Texts{}, three_texts(), five_texts()}) {
        for (const Texts& former : {Texts{}, three_texts(), five_texts()}) {
            Texts copy = former;
            copy = texts;
            CHECK(copy == texts);
            Texts moved = std::move(copy);
            CHECK(moved == texts);
            Texts assigned = former;
            assigned = std::move(moved);
            CHECK(assigned == texts);
            moved = former;  // what was moved from can be used again
            CHECK(moved == former);
        }
    }
}

TEST_CASE("a vector with room in place holds what a standard one holds, whatever is done to both") {
    CHECK(rc::check("random changes of both", [] {
        Texts near;
        std::vector<std::string> plain;
        const int changes = *rc::gen::inRange(1, 60);
        for (int i = 0; i < changes; ++i) {
            change_both(near, plain);
            RC_ASSERT(std::equal(near.begin(), near.end(), plain.begin(), plain.end()));
        }
    }));
}
