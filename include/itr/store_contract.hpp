// The promises of itr/store.hpp as checks that run on any adapter, for those who write one: a library of its
// own (itr::store_contract) that belongs to no test framework.
//
//     class MySubject : public itr::store::contract::Subject { … };
//     MySubject subject;
//     for (const auto& breach : itr::store::contract::run(subject))
//         std::cerr << breach.sentence << ": " << breach.what << '\n';
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
    /// Opens what is there. Never a null pointer: throw a std::exception if it fails, it becomes a breach.
    virtual std::unique_ptr<Store> open() = 0;
    /// Whether a store that is closed and opened again still has everything.
    [[nodiscard]] virtual bool keeps() const = 0;
};

/// A promise that an adapter broke.
struct Breach {
    std::string sentence;  ///< the promise
    std::string what;      ///< "file:line: expected …"
};

/// The sentences of all promises, in the order in which they are checked: from the simple to the involved.
[[nodiscard]] ITR_API std::vector<std::string> promises();

/// Checks each promise on a store of its own; takes seconds, uses threads. Empty: the adapter keeps them all.
[[nodiscard]] ITR_API std::vector<Breach> run(Subject& subject);

}  // namespace itr::store::contract
