#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <itr/slim_vector.hpp>
#include <string>
#include <vector>

using itr::SlimVector;

namespace {

SlimVector<std::string> some_texts() {
    return {"a text that is too long to lie within a string", "short", "another text of some length"};
}

/// One random change, done to both.
void change_both(SlimVector<std::string>& slim, std::vector<std::string>& plain) {
    const auto place = [&](std::size_t end) { return *rc::gen::inRange<std::size_t>(0, end); };
    switch (*rc::gen::inRange(0, 8)) {
        case 0:
        case 1: {
            const auto text = *rc::gen::string<std::string>();
            slim.push_back(text);
            plain.push_back(text);
            break;
        }
        case 2:
            if (plain.empty()) break;
            {
                const auto at = static_cast<std::ptrdiff_t>(place(plain.size()));
                slim.erase(slim.begin() + at);
                plain.erase(plain.begin() + at);
            }
            break;
        case 3: {
            const auto size = place(12);
            slim.resize(size);
            plain.resize(size);
            break;
        }
        case 4: {
            const auto other = *rc::gen::arbitrary<std::vector<std::string>>();
            slim.assign(other.begin(), other.end());
            plain = other;
            break;
        }
        case 5: {
            const SlimVector<std::string> copy = slim;
            slim = SlimVector<std::string>{"given away"};
            slim = copy;
            break;
        }
        case 6: {
            const auto at = static_cast<std::ptrdiff_t>(place(plain.size() + 1));
            const auto text = *rc::gen::string<std::string>();
            slim.insert(slim.begin() + at, text);
            plain.insert(plain.begin() + at, text);
            break;
        }
        default:
            if (place(4) == 0) {
                slim.clear();
                plain.clear();
            }
    }
}

}  // namespace

TEST_CASE("a slim vector that never held anything is one null pointer") {
    const SlimVector<std::string> none;
    CHECK(sizeof none == sizeof(void*));
    CHECK(none.empty());
    CHECK(none.capacity() == 0);
    CHECK(none.begin() == none.end());
    CHECK(none.heap_bytes() == 0);
    CHECK(none == SlimVector<std::string>());
}

TEST_CASE("a slim vector keeps what it is given, in order, however far it grows") {
    SlimVector<std::string> slim;
    std::vector<std::string> plain;
    for (int i = 0; i < 1000; ++i) {
        slim.push_back("text number " + std::to_string(i) + " of a thousand");
        plain.push_back("text number " + std::to_string(i) + " of a thousand");
    }
    REQUIRE(slim.size() == plain.size());
    CHECK(std::equal(slim.begin(), slim.end(), plain.begin()));
    CHECK(slim.capacity() <= 1250);
}

TEST_CASE("a slim vector copies, moves and is assigned to as its items are") {
    const auto texts = some_texts();
    SlimVector<std::string> copy = texts;
    CHECK(copy == texts);
    copy.erase(copy.begin());
    CHECK(copy == SlimVector<std::string>{texts[1], texts[2]});
    CHECK(texts.size() == 3);

    copy = texts;
    CHECK(copy == texts);
    const SlimVector<std::string> moved = std::move(copy);
    CHECK(moved == texts);

    SlimVector<std::string> longer{"1", "2", "3", "4", "5"};
    longer = texts;
    CHECK(longer == texts);
    longer = SlimVector<std::string>();
    CHECK(longer.empty());
}

TEST_CASE("a slim vector is resized with blank items, and cleared without giving its memory back") {
    auto texts = some_texts();
    texts.resize(5);
    CHECK(texts.back().empty());
    CHECK(texts[1] == "short");
    texts.resize(1);
    CHECK(texts.size() == 1);
    const auto capacity = texts.capacity();
    texts.clear();
    CHECK(texts.empty());
    CHECK(texts.capacity() == capacity);
}

TEST_CASE("a slim vector holds what a standard one holds, whatever is done to both") {
    CHECK(rc::check("random changes of both", [] {
        SlimVector<std::string> slim;
        std::vector<std::string> plain;
        const int changes = *rc::gen::inRange(1, 60);
        for (int i = 0; i < changes; ++i) {
            change_both(slim, plain);
            RC_ASSERT(std::equal(slim.begin(), slim.end(), plain.begin(), plain.end()));
        }
    }));
}
