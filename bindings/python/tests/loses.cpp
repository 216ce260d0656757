// What the run under the address sanitizer must find before it is believed: memory that the library took and nobody holds.
#include <itr/value.hpp>
#include <new>

extern "C" __attribute__((visibility("default"))) void lose() {
    using Read = itr::Result<itr::Value>;
    alignas(Read) unsigned char place[sizeof(Read)];
    new (place) Read(itr::parse_json(R"(["a list that nobody destroys", "and a text in it that is as long"])"));
}
