// Runs the fuzzer's entry over a small corpus and simple mutations of it.
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void feed(const std::string& text) {
    CHECK(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()) == 0);
}

}  // namespace

TEST_CASE("a text that reads also writes and reads back, however it is mangled") {
    const char* corpus[] = {"4h then real 2h",
                            "2 working days by 16:00 cut-off 15:00",
                            "end of 22nd working day",
                            "62.5% of restore",
                            "date ticket.promised_at",
                            "-1h30m250ms",
                            "2026-02-16",
                            "22:00-06:00",
                            "2026-03-02T09:00:00.250+08:00"};
    std::mt19937 random(20260302);
    for (const char* seed : corpus) {
        feed(seed);
        for (int i = 0; i < 2000; ++i) {
            std::string text = seed;
            for (int k = static_cast<int>(random() % 3); k >= 0 && !text.empty(); --k) {
                const std::size_t at = random() % text.size();
                switch (random() % 4) {
                    case 0: text[at] = static_cast<char>(random() % 256); break;
                    case 1: text.erase(at, 1 + random() % 3); break;
                    case 2: text.insert(at, text.substr(random() % text.size(), 1 + random() % 6)); break;
                    default: text[at] = "0123456789 hmsdw:-.%"[random() % 20]; break;
                }
            }
            feed(text);
        }
    }
}
