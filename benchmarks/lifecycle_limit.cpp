#include "lifecycle_limit.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

namespace itr::limit {
namespace {

constexpr std::uint64_t now = 1000, respond_in = 1800, resolve_in = 28'800, minute = 60;

enum Number : std::uint8_t {
    enroll,
    authorize,
    dispatch,
    validate,
    request_info,
    info_received,
    diagnose,
    prepare,
    deliver,
    confirm,
    survey,
    close
};

std::uint64_t instant(std::size_t event) { return now + event * minute; }

// ---- by name

enum Field : std::uint8_t {
    severity,
    contract_active,
    channel,
    customer,
    requester,
    owner,
    approver,
    queue,
    assignee,
    info,
    cause,
    solution,
    score,
    confirmed
};

/// Open addressing by FNV-1a.
class Names {
  public:
    explicit Names(std::initializer_list<std::string_view> names) {
        int id = 0;
        for (const auto name : names) {
            std::size_t i = place(name);
            while (entries_[i].id >= 0) i = (i + 1) % entries_.size();
            entries_[i] = {name, id++};
        }
    }
    [[nodiscard]] int find(std::string_view name) const {
        for (std::size_t i = place(name); entries_[i].id >= 0; i = (i + 1) % entries_.size())
            if (entries_[i].name == name) return entries_[i].id;
        return -1;
    }

  private:
    struct Entry {
        std::string_view name;
        int id = -1;
    };
    [[nodiscard]] static std::size_t place(std::string_view name) {
        std::uint32_t x = 2'166'136'261U;
        for (const char c : name) x = (x ^ static_cast<unsigned char>(c)) * 16'777'619U;
        return x % 64;
    }
    std::array<Entry, 64> entries_;
};

const Names events{"register", "authorize", "dispatch", "validate", "request-info", "info-received",
                   "diagnose", "prepare",   "deliver",  "confirm",  "survey",       "close"};
const Names fields{"severity", "contract_active", "channel", "customer", "requester", "owner", "approver",
                   "queue",    "assignee",        "info",    "cause",    "solution",  "score", "confirmed"};

struct Given {
    std::string_view field, value;
};
struct Event {
    std::string_view name;
    std::array<Given, 2> given;
    std::size_t count = 1;
};
const std::array<Event, event_count> script{{{"register", {{{"owner", "desk-1"}, {}}}},
                                             {"authorize", {{{"approver", "mgr-2"}, {}}}},
                                             {"dispatch", {{{"queue", "net"}, {"assignee", "li.wei"}}}, 2},
                                             {"validate", {{{"info", "ok"}, {}}}},
                                             {"request-info", {{{"info", "need-logs"}, {}}}},
                                             {"info-received", {{{"info", "logs.tgz"}, {}}}},
                                             {"diagnose", {{{"cause", "dns"}, {}}}},
                                             {"prepare", {{{"solution", "restart"}, {}}}},
                                             {"deliver", {{{"info", "sent"}, {}}}},
                                             {"confirm", {{{"confirmed", "yes"}, {}}}},
                                             {"survey", {{{"score", "5"}, {}}}},
                                             {"close", {{{"info", "done"}, {}}}}}};

bool store(Named::Ticket& t, const Event& event) {
    for (std::size_t i = 0; i < event.count; ++i) {
        const int field = fields.find(event.given[i].field);
        if (field < 0) return false;
        t.fields[static_cast<std::size_t>(field)].put(event.given[i].value);
    }
    return true;
}

bool is_major(const Named::Ticket& t) {
    return t.fields[severity].view() == "major" && t.fields[contract_active].number != 0;
}
bool is_own(const Named::Ticket& t) { return t.fields[customer].view() == t.fields[requester].view(); }

bool allows(const Named::Ticket& t, int event) {
    if (t.state != event) return false;
    switch (event) {
        case enroll: return t.fields[channel].kind != 0;
        case authorize:
        case dispatch:
        case request_info:
        case survey: return is_major(t);
        case validate: return !t.fields[assignee].view().empty();
        case info_received:
        case confirm: return is_own(t);
        case diagnose: return t.fields[severity].view() != "none";
        case prepare: return !t.fields[cause].view().empty();
        case deliver: return !t.fields[solution].view().empty();
        case close: return t.fields[confirmed].view() == "yes";
        default: return false;
    }
}

/// What the clocks do, the same for both.
template <typename Ticket>
void run_clocks(Ticket& t, int event, Wheel& wheel) {
    const std::uint64_t at = instant(static_cast<std::size_t>(event));
    switch (event) {
        case enroll:
            wheel.arm(t.respond, at + respond_in);
            wheel.arm(t.resolve, at + resolve_in);
            t.remaining = resolve_in;
            return;
        case validate: return Wheel::cancel(t.respond);
        case request_info: t.remaining = t.resolve.due - at; return Wheel::cancel(t.resolve);
        case info_received: return wheel.arm(t.resolve, at + t.remaining);
        case deliver: return Wheel::cancel(t.resolve);
        default: return;
    }
}

}  // namespace

Wheel::Wheel(std::uint64_t start) : now_(start) {
    for (auto& level : slots_)
        for (Timer& head : level) head.next = head.previous = &head;
}

void Wheel::arm(Timer& timer, std::uint64_t due) noexcept {
    timer.due = due;
    const std::uint64_t apart = std::max(due, now_ + 1) ^ now_;
    const unsigned level =
        std::min((63U - static_cast<unsigned>(std::countl_zero(apart))) / bits, levels - 1);
    Timer& head = slots_[level][due >> (level * bits) & ((1U << bits) - 1)];
    timer.next = &head;
    timer.previous = head.previous;
    head.previous->next = &timer;
    head.previous = &timer;
}

void Wheel::cancel(Timer& timer) noexcept {
    if (timer.next == nullptr) return;
    timer.previous->next = timer.next;
    timer.next->previous = timer.previous;
    timer.next = timer.previous = nullptr;
}

void Named::Cell::put(std::string_view value) noexcept {
    kind = 2;
    length = static_cast<std::uint8_t>(std::min(value.size(), text.size()));
    std::memcpy(text.data(), value.data(), length);
}

void Switched::reset(Ticket& t) {
    const std::uint32_t id = t.id;
    new (&t) Ticket;
    t.id = id;
}

bool Switched::step(Ticket& t, std::size_t event, Wheel& wheel) {
    if (t.state != event) return false;
    switch (event) {
        case enroll:
            if (t.channel == 0) return false;
            t.registered_at = instant(event);
            t.owner = 3;
            break;
        case authorize:
            if (t.severity != 2 || t.contract_active == 0) return false;
            t.approver = 3;
            break;
        case dispatch:
            t.queue = 3;
            t.assignee = 5;
            break;
        case validate:
            if (t.assignee == 0) return false;
            break;
        case request_info:
            if (t.breached) return false;
            t.info = 3;
            break;
        case info_received:
            if (t.customer != t.requester) return false;
            t.info = 5;
            break;
        case diagnose:
            if (t.severity < 1) return false;
            t.cause = 3;
            break;
        case prepare:
            if (t.cause == 0) return false;
            t.solution = 3;
            break;
        case deliver:
            if (t.solution == 0) return false;
            break;
        case confirm:
            if (t.customer != t.requester) return false;
            t.confirmed = 1;
            break;
        case survey: t.score = 5; break;
        case close:
            if (t.confirmed == 0) return false;
            break;
        default: return false;
    }
    run_clocks(t, static_cast<int>(event), wheel);
    t.state = static_cast<std::uint8_t>(event + 1);
    return true;
}

void Named::reset(Ticket& t) {
    const std::uint32_t id = t.id;
    new (&t) Ticket;
    t.id = id;
    t.fields[severity].put("major");
    t.fields[contract_active].kind = 1;
    t.fields[contract_active].number = 1;
    t.fields[channel].put("web");
    t.fields[customer].put("acme");
    t.fields[requester].put("acme");
}

bool Named::step(Ticket& t, std::size_t number, Wheel& wheel) {
    const Event& given = script[number];
    const int event = events.find(given.name);
    if (!allows(t, event) || !store(t, given)) return false;
    run_clocks(t, event, wheel);
    t.state = static_cast<std::uint8_t>(event + 1);
    return true;
}

}  // namespace itr::limit
