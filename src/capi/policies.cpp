#include "capi/policies.hpp"

#include <fmt/format.h>

#include <itr/chart.hpp>
#include <optional>

#include "capi/codes.hpp"

namespace itr::capi {
namespace {

/// What a policy is shown: document `snapshot`.
document::Object snapshot_members(const policy::Snapshot& s) {
    document::Object map;
    map.add("v", Value(document::version)).add("tenant", Value(s.tenant)).add("ticket", Value(s.ticket));
    map.add("workflow", Value(s.workflow)).add("owner", Value(s.owner)).add("team", Value(s.team));
    map.add("line", Value(s.line)).add("now", Value(to_string(s.now)));
    std::vector<Value::Entry> data;
    const auto fields = s.chart->fields();
    for (std::uint32_t i = 0; i < fields.size(); ++i)
        if (const Value& value = s.frame->slot(chart::slot::data + i); !value.is_null())
            data.push_back({Value(fields[i].name), value});
    return map.add("data", Value::map(std::move(data))), map;
}

policy::Assignment read_assignment(document::Members& m) {
    return {m.optional_text("team"), m.optional_text("owner"), m.optional_text("line"), m.text("reason")};
}

policy::Escalation read_escalation(document::Members& m) {
    policy::Escalation escalation;
    escalation.notify = m.texts("notify");
    escalation.raise = m.optional_text("raise");
    escalation.next_level_after = m.length("next_level_after");
    escalation.reason = m.text("reason");
    if (const Value* given = m.find("assignment")) {
        document::Members inner(*given, "an assignment");
        escalation.assignment = read_assignment(inner);
        if (auto ok = inner.done(); !ok) m.refuse(ok.error());
    }
    return escalation;
}

policy::Route read_route(document::Members& m) { return {m.needed_text("event"), m.data("data")}; }

Duration read_target(document::Members& m) { return m.needed_length("target"); }

/// The handle of a reply for as long as the host is asked.
struct ReplyHandle {
    explicit ReplyHandle(std::shared_ptr<Reply> reply) : number(hold(std::move(reply))) {}
    ReplyHandle(const ReplyHandle&) = delete;
    ReplyHandle& operator=(const ReplyHandle&) = delete;
    ~ReplyHandle() { static_cast<void>(handles().take(Held::reply, number)); }

    itr_reply number;
};

/// The host's function, asked with a document and answering with one.
class Asked {
  public:
    Asked(const itr_policy& table, std::shared_ptr<LogPlace> log) : table_(table), log_(std::move(log)) {}
    Asked(const Asked&) = delete;
    Asked& operator=(const Asked&) = delete;
    ~Asked() { release(table_); }

    /// Nothing where the host proposes nothing, or nothing that can be read.
    template <typename Proposal>
    [[nodiscard]] std::optional<Proposal> ask(const std::string& snapshot,
                                              Proposal (*read)(document::Members&)) const noexcept {
        try {
            const Reply reply = call(snapshot);
            if (!reply.given) return std::nullopt;
            const Value answer = value_of(parse_json(reply.text));
            document::Members members(answer, "a proposal");
            Proposal proposal = read(members);
            check(members.done());
            return proposal;
        } catch (const Failure& failure) {
            tell(failure.error.message);
        } catch (const std::exception& fault) {
            tell(fault.what());
        }
        return std::nullopt;
    }

  private:
    [[nodiscard]] Reply call(const std::string& snapshot) const {
        const auto reply = std::make_shared<Reply>();
        reply->thread = std::this_thread::get_id();
        if (const std::string problem = problem_of(snapshot, reply); !problem.empty()) {
            tell(problem);
            reply->given = false;
        }
        return std::move(*reply);
    }
    /// Why its answer does not count; empty if it does. A host in C++ may throw, which ends here.
    [[nodiscard]] std::string problem_of(const std::string& snapshot,
                                         const std::shared_ptr<Reply>& reply) const {
        const ReplyHandle handle(reply);
        const InCallback inside;
        try {
            const std::int32_t answered =
                table_.propose(table_.user_data, snapshot.c_str(), snapshot.size(), handle.number);
            if (answered == 0) return {};
            return fmt::format("expected the policy to return 0, but it returned {}", answered);
        } catch (const std::exception& thrown) {
            return fmt::format("expected the policy to return, but it threw: {}", thrown.what());
        } catch (...) {
            return "expected the policy to return, but it threw something";
        }
    }
    void tell(std::string_view problem) const noexcept {
        try {
            log_->log({LogLevel::warning, "policy.failed", problem});
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): a log that fails changes nothing
        }
    }

    itr_policy table_;
    std::shared_ptr<LogPlace> log_;
};

class HostAssignment final : public policy::AssignmentPolicy {
  public:
    HostAssignment(const itr_policy& table, std::shared_ptr<LogPlace> log) : asked_(table, std::move(log)) {}
    [[nodiscard]] std::optional<policy::Assignment> propose(const policy::Snapshot& snapshot) const override {
        return asked_.ask(to_json(snapshot_members(snapshot).done()), read_assignment);
    }

  private:
    Asked asked_;
};

class HostEscalation final : public policy::EscalationPolicy {
  public:
    HostEscalation(const itr_policy& table, std::shared_ptr<LogPlace> log) : asked_(table, std::move(log)) {}
    [[nodiscard]] std::optional<policy::Escalation> propose(const policy::Snapshot& snapshot,
                                                            int level) const override {
        return asked_.ask(to_json(snapshot_members(snapshot).add("level", Value(level)).done()),
                          read_escalation);
    }

  private:
    Asked asked_;
};

class HostRouting final : public policy::RoutingPolicy {
  public:
    HostRouting(const itr_policy& table, std::shared_ptr<LogPlace> log) : asked_(table, std::move(log)) {}
    [[nodiscard]] std::optional<policy::Route> propose(const policy::Snapshot& snapshot) const override {
        return asked_.ask(to_json(snapshot_members(snapshot).done()), read_route);
    }

  private:
    Asked asked_;
};

class HostTargets final : public policy::TargetPolicy {
  public:
    HostTargets(const itr_policy& table, std::shared_ptr<LogPlace> log) : asked_(table, std::move(log)) {}
    [[nodiscard]] std::optional<Duration> propose(const policy::Snapshot& snapshot,
                                                  std::string_view clock) const override {
        return asked_.ask(to_json(snapshot_members(snapshot).add("clock", Value(clock)).done()), read_target);
    }

  private:
    Asked asked_;
};

}  // namespace

std::shared_ptr<const policy::AssignmentPolicy> make_assignment(const itr_policy& table,
                                                                std::shared_ptr<LogPlace> log) {
    return std::make_shared<HostAssignment>(table, std::move(log));
}

std::shared_ptr<const policy::EscalationPolicy> make_escalation(const itr_policy& table,
                                                                std::shared_ptr<LogPlace> log) {
    return std::make_shared<HostEscalation>(table, std::move(log));
}

std::shared_ptr<const policy::RoutingPolicy> make_routing(const itr_policy& table,
                                                          std::shared_ptr<LogPlace> log) {
    return std::make_shared<HostRouting>(table, std::move(log));
}

std::shared_ptr<const policy::TargetPolicy> make_target(const itr_policy& table,
                                                        std::shared_ptr<LogPlace> log) {
    return std::make_shared<HostTargets>(table, std::move(log));
}

}  // namespace itr::capi

extern "C" itr_status itr_reply_write(itr_reply reply, const char* answer, uint64_t answer_size,
                                      itr_error* err) {
    using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)
    return side_door(err, [&] {
        const auto to = held<Reply>(reply);
        if (to->thread != std::this_thread::get_id())
            refuse(ITR_MISUSE, itr::capi_wrong_thread,
                   "expected the answer in the thread of the callback, but found another");
        to->text = text("answer", answer, answer_size);
        to->given = true;
    });
}
