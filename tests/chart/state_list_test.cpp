#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <itr/state_list.hpp>
#include <utility>
#include <vector>

using itr::chart::StateIndex;
using itr::chart::StateList;

TEST_CASE("few states lie in place, more of them on the heap, and both read the same") {
    StateList list;
    std::vector<StateIndex> plain;
    for (StateIndex s = 0; s < 100; ++s) {
        list.push_back(s);
        plain.push_back(s);
        CHECK((list.heap_bytes() == 0) == (list.size() <= 6));
        CHECK(std::equal(list.begin(), list.end(), plain.begin(), plain.end()));
    }
}

TEST_CASE("a list of states is kept in order by insertion, and every occurrence is removed") {
    StateList list;
    for (const StateIndex s : StateList{9, 3, 7, 1, 5, 8, 2, 3})
        list.insert(std::lower_bound(list.begin(), list.end(), s), s);
    CHECK(list == StateList{1, 2, 3, 3, 5, 7, 8, 9});
    list.remove(3);
    CHECK(list == StateList{1, 2, 5, 7, 8, 9});
}

TEST_CASE("a list of states copies and moves, in place or not") {
    for (const StateList& from : {StateList{1, 2}, StateList{1, 2, 3, 4, 5, 6, 7, 8}}) {
        StateList copy = from;
        CHECK(copy == from);
        copy.push_back(40);
        CHECK(copy.size() == from.size() + 1);
        copy = from;
        CHECK(copy == from);
        const StateList moved = std::move(copy);
        CHECK(moved == from);
        for (StateList other : {StateList{7}, StateList{9, 8, 7, 6, 5, 4, 3}}) {
            other = moved;
            CHECK(other == from);
            const StateList& itself = other;
            other = itself;
            CHECK(other == from);
        }
    }
}

TEST_CASE("a list of states holds what a standard vector holds, whatever is done to both") {
    CHECK(rc::check("random changes of both", [] {
        StateList list;
        std::vector<StateIndex> plain;
        const int changes = *rc::gen::inRange(1, 60);
        for (int i = 0; i < changes; ++i) {
            const auto state = static_cast<StateIndex>(*rc::gen::inRange(0, 9));
            const auto at = static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, plain.size() + 1));
            switch (*rc::gen::inRange(0, 6)) {
                case 0:
                    std::erase(plain, state);
                    list.remove(state);
                    break;
                case 1: {
                    const StateList copy = list;
                    list.append(copy);
                    plain.insert(plain.end(), copy.begin(), copy.end());
                    break;
                }
                case 2: {
                    StateList moved = std::move(list);
                    list = StateList{state};
                    list = std::move(moved);
                    break;
                }
                default: list.insert(list.begin() + at, state); plain.insert(plain.begin() + at, state);
            }
            if (plain.size() > 1000) break;
            RC_ASSERT(std::equal(list.begin(), list.end(), plain.begin(), plain.end()));
        }
    }));
}
