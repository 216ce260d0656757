// The promises of itr/store.hpp as checks that run on any adapter: give it a Subject, and look at what it
// returns.
//
//     class MySubject : public itr::store::contract::Subject { … };
//     MySubject subject;
//     for (const auto& breach : itr::store::contract::run(subject)) std::cerr << breach.sentence << ": " <<
//     breach.what << '\n';
//
// Uses the public headers and the standard library only; it belongs to no test framework.
#pragma once

#include <itr/store.hpp>

namespace itr::store::contract {

/// How the suite gets at an adapter. All calls come from one thread, and never with two stores open at a
/// time.
class Subject {
  public:
    virtual ~Subject() = default;
    /// Throws everything away: the next open() gives an empty store. No store is open when it is called.
    virtual void wipe() = 0;
    /// Opens what is there. Never a null pointer: throw what you like if it fails, it becomes a breach.
    virtual std::unique_ptr<Store> open() = 0;
    /// Whether a store that is closed and opened again still has everything.
    [[nodiscard]] virtual bool keeps() const = 0;
};

/// One promise of the port: a sentence, and a check that throws if it is broken.
struct Promise {
    std::string_view sentence;
    void (*check)(Subject& subject);
};

/// All promises, in an order that goes from the simple to the involved.
[[nodiscard]] const std::vector<Promise>& promises();

struct Breach {
    std::string sentence;
    std::string what;  ///< "file:line: expected …"
};

/// Checks each promise on a store of its own. Empty: the adapter keeps them all.
[[nodiscard]] std::vector<Breach> run(Subject& subject);

}  // namespace itr::store::contract
