#include "store/contract/store_contract.hpp"

#include <exception>

#include "store/contract/checks.hpp"

namespace itr::store::contract {

const std::vector<Promise>& promises() {
    static const std::vector<Promise> list = [] {
        Promises made;
        promise_appends(made);
        promise_queries(made);
        promise_due(made);
        promise_outbox(made);
        promise_records(made);
        promise_sharing(made);
        promise_care(made);
        return made;
    }();
    return list;
}

std::vector<Breach> run(Subject& subject) {
    std::vector<Breach> breaches;
    for (const Promise& promise : promises()) {
        try {
            subject.wipe();
            promise.check(subject);
        } catch (const std::exception& failure) {
            breaches.push_back({std::string(promise.sentence), failure.what()});
        }
    }
    return breaches;
}

}  // namespace itr::store::contract
