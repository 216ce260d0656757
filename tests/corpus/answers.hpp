// What the C++ core answers to the requests of the corpus: the reference for every language (README.md).
#pragma once

#include <itr/calendar.hpp>
#include <itr/document.hpp>
#include <itr/error.hpp>
#include <itr/pack.hpp>
#include <itr/result.hpp>
#include <itr/value.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace itr::corpus {

/// Throws what the library cannot give as the code of an answer.
struct Refused {
    std::string code;
};

template <typename T>
[[nodiscard]] T value_of(Result<T> result) {
    if (!result) throw Refused{std::string(result.error().code.text())};
    return *std::move(result);
}
inline void check(const Status& status) {
    if (!status) throw Refused{std::string(status.error().code.text())};
}

// ---- requests

[[nodiscard]] const Value& member(const Value& object, std::string_view name);
[[nodiscard]] std::string text_of(const Value& object, std::string_view name);
[[nodiscard]] std::int64_t number_of(const Value& object, std::string_view name);
[[nodiscard]] Instant instant_of(const Value& object, std::string_view name);

[[nodiscard]] const std::shared_ptr<const calendar::ZoneDatabase>& zones();
/// The pack in `folder`, or of the document `sources`.
[[nodiscard]] std::shared_ptr<const Pack> pack_of(const Value& request);

// ---- answers

/// A document as the C API returns it: with the member `v`.
[[nodiscard]] std::string document_of(const Value& document);
[[nodiscard]] std::string error_of(std::string_view code);
/// [one,two,…] of what `answer` gives for each; what it refuses is {"error":"code"}.
template <typename Answer>
[[nodiscard]] std::string each_of(const Value& list, Answer answer) {
    std::string out = "[";
    for (const Value& item : list.as_list()) {
        if (out.size() > 1) out.push_back(',');
        try {
            out += answer(item);
        } catch (const Refused& refused) {
            out += error_of(refused.code);
        }
    }
    return out + "]";
}

/// By the kind of the request.
[[nodiscard]] std::string scenarios(const Value& request);
[[nodiscard]] std::string expression(const Value& request, const std::string& source);
[[nodiscard]] std::string calendar(const Value& request);
[[nodiscard]] std::string commands(const Value& request);

}  // namespace itr::corpus
