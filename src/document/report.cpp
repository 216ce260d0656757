// What was found in a pack, and how its scenarios went.
#include <itr/document.hpp>

namespace itr::document {

Value to_value(const Location& at) {
    Object map;
    map.add("file", Value(at.file)).add("line", Value(static_cast<std::int64_t>(at.line)));
    return map.add("column", Value(static_cast<std::int64_t>(at.column))).done();
}

Value to_value(const Diagnostic& d) {
    Object map;
    map.add("code", Value(d.code.text())).add("severity", Value(to_string(d.severity)));
    map.add("file", Value(d.at.file)).add("line", Value(static_cast<std::int64_t>(d.at.line)));
    map.add("column", Value(static_cast<std::int64_t>(d.at.column))).add("message", Value(d.message));
    return map.add("hint", Value(d.hint)).done();
}

Value to_value(const scenario::Report& report) {
    std::vector<Value> failures;
    failures.reserve(report.failures.size());
    for (const scenario::Failure& f : report.failures) {
        Object failure;
        failure.add("file", Value(f.at.file)).add("line", Value(static_cast<std::int64_t>(f.at.line)));
        failures.push_back(failure.add("step", f.step).add("message", Value(f.message)).done());
    }
    Object map;
    map.add("name", Value(report.name)).add("at", to_value(report.at)).add("passed", Value(report.passed()));
    return map.add("failures", Value::list(std::move(failures)))
        .add("mistakes", list_of(report.mistakes, [](const auto& one) { return to_value(one); }))
        .done();
}

}  // namespace itr::document
