#include <exception>
#include <itr/store_contract.hpp>

#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

const Promises& all_promises() {
    static const Promises list = [] {
        Promises made;
        promise_appends(made);
        promise_queries(made);
        promise_due(made);
        promise_claims(made);
        promise_outbox(made);
        promise_records(made);
        promise_sharing(made);
        promise_care(made);
        return made;
    }();
    return list;
}

}  // namespace

std::vector<std::string> promises() {
    std::vector<std::string> sentences;
    sentences.reserve(all_promises().size());
    for (const Promise& promise : all_promises()) sentences.emplace_back(promise.sentence);
    return sentences;
}

std::vector<Breach> run(Subject& subject) {
    std::vector<Breach> breaches;
    for (const Promise& promise : all_promises()) {
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
