// One critical fault, end to end, on a SQLite file: demo [FOLDER] (default: the folder it is started in).
// All time is the story's own: nothing waits, nothing reads a clock.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <itr/diagram.hpp>
#include <itr/stores/sqlite.hpp>
#include <itr/validation.hpp>

#include "example.hpp"

using namespace itr;
using example::at;
using example::expect;
using example::must;

namespace {

const TenantId tenant{"demo"};
const TicketId ticket{"night-fault"};

const Actor customer{"customer", {"customer"}, "acme"};
const Actor front_desk{"front desk", {"front_desk"}, {}};
const Actor first_line{"first line", {"l1"}, {}};
const Actor second_line{"second line", {"l2"}, {}};
const Actor task_force{"task force", {"task_force"}, {}};
const Actor vendor_manager{"vendor manager", {"vendor_manager"}, {}};
const Actor service_manager{"service manager", {"service_manager"}, {}};

/// The desk's wall time; China has no clock changes. RFC 3339 with its offset.
std::string local(Instant instant) {
    std::string text = to_string(instant + hours(8));
    text.replace(text.size() - 1, 1, "+08:00");
    return text;
}

std::string seconds_only(Duration duration) { return to_string(milliseconds(duration.ms / 1000 * 1000)); }

std::string line_of(const ClockView& clock) {
    std::string line =
        clock.name + " " + std::string(clock::to_string(clock.phase)) + " " + seconds_only(clock.elapsed);
    if (clock.target) line += " of " + to_string(*clock.target);
    if (clock.phase == clock::Phase::running) line += ", due " + local(clock.due);
    if (clock.phase == clock::Phase::paused)
        line += " (" + clock.pause_reason + "), due " + local(clock.due) + " if resumed now";
    return clock.breached ? line + ", BREACHED" : line;
}

/// A host in small: it says what time it is, sends commands, and does what the engine asks of it.
class Host {
  public:
    /// Begins with an empty file in the present folder.
    Host() {
        for (const char* name : {"demo.db", "demo.db-wal", "demo.db-shm", "demo.db-owner"})
            std::filesystem::remove(name);
        start();
    }

    Engine& engine() { return *engine_; }

    /// What was acknowledged is in the file: the program may stop at any time.
    void restart() {
        engine_.reset();
        start();
    }

    void act(std::string_view when, const Actor& actor, const std::string& says, command::Body body) {
        let_time_pass(at(when));
        std::printf("\n%s  %s: %s\n", local(now_).c_str(), actor.id.c_str(), says.c_str());
        execute(actor, std::move(body));
        show_clocks();
        do_what_is_asked();
    }

    void send(std::string_view when, const Actor& actor, const std::string& says, std::string event,
              Data data = {}) {
        act(when, actor, says, command::Send{std::move(event), std::move(data)});
    }

    /// From deadline to deadline: a real host sleeps in between, and looks at next_due() to know how long.
    void let_time_pass(Instant until) {
        for (Instant due = must(engine_->next_due()); due <= until; due = must(engine_->next_due())) {
            now_ = due;
            must(engine_->advance(now_));
            std::printf("\n%s  a deadline is due\n", local(now_).c_str());
            show_clocks();
            do_what_is_asked();
        }
        now_ = until;
    }

    [[nodiscard]] TicketView view() { return must(engine_->get(tenant, ticket, example::host, now_)); }

    [[nodiscard]] int ladder_calls() const { return ladder_calls_; }

    void draw(const std::string& name);

  private:
    void start() {
        engine_ = must(Engine::open(example::options_on(must(store::open_sqlite_store("demo.db")))));
    }

    void execute(const Actor& actor, command::Body body) {
        example::run(*engine_, {tenant, ticket, actor, std::move(body), {}, {}, {}}, now_);
    }

    void show_clocks() {
        const TicketView seen = view();
        std::printf("    now in");
        for (const auto& state : seen.states) std::printf(" %s", state.c_str());
        std::printf("\n");
        for (const auto& clock : seen.clocks)
            if (clock.phase != clock::Phase::idle) std::printf("    clock  %s\n", line_of(clock).c_str());
    }

    /// The outbox: at least once, in order per ticket. What is not acknowledged comes again.
    void do_what_is_asked() {
        for (auto taken = must(engine_->take_effects(now_, minutes(1), 10)); !taken.empty();
             taken = must(engine_->take_effects(now_, minutes(1), 10)))
            for (const auto& one : taken) {
                std::printf("    effect %s %s\n", one.effect.kind.c_str(), one.effect.payload.c_str());
                perform(one.effect);
                must(engine_->acknowledge_effect(one.key.tenant, one.effect.key));
            }
    }

    void perform(const store::Effect& effect);

    std::unique_ptr<Engine> engine_;
    Instant now_{};
    int ladder_calls_ = 0;
};

void Host::perform(const store::Effect& effect) {
    const Value payload = must(parse_json(effect.payload));
    if (effect.kind == "notify") {
        ladder_calls_ += payload.find("to")->as_string() == "service_manager" ? 1 : 0;
        return;  // a real host writes a mail
    }
    if (effect.kind == "assign") return;  // a real host puts it on the team's list
    expect(effect.kind == "ask" && payload.find("host")->as_string() == "entitlement",
           "only the entitlement is asked for");
    // A real host asks its contracts. Its answer is an event like any other.
    now_ = now_ + minutes(1);
    std::printf("\n%s  contracts: the customer has gold support\n", local(now_).c_str());
    execute(example::host, command::Send{"entitled", {{"service_level", Value("gold")}}});
    show_clocks();
}

/// Pictures with the ticket's present states highlighted. SVG needs Graphviz; without it the texts stay.
void Host::draw(const std::string& name) {
    const TicketView seen = view();
    const auto pack = engine_->pack_for(seen.workflow);
    const chart::Chart& chart = *pack->flow(seen.workflow)->chart;
    chart::Configuration present;
    for (std::size_t i = 0; i < chart.states().size(); ++i)
        if (std::ranges::find(seen.states, chart.states()[i].id) != seen.states.end())
            present.atomic.push_back(static_cast<chart::StateIndex>(i));
    const diagram::Options options{"en", &present};
    std::ofstream(name + ".mmd") << diagram::mermaid(chart, options);
    std::ofstream(name + ".dot") << diagram::dot(chart, options);
    const std::string command = "dot -Tsvg " + name + ".dot -o " + name + ".svg 2>/dev/null";
    if (std::system(command.c_str()) != 0) std::filesystem::remove(name + ".svg");
}

void the_night(Host& host) {
    host.act("2026-03-03T02:13:00+08:00", customer, "the core switch is down",
             command::Open{"technical-service-request",
                           {{"customer", Value("Acme")},
                            {"product", Value("switch")},
                            {"impact", Value("high")},
                            {"urgency", Value("high")}},
                           {},
                           {},
                           {},
                           {},
                           {},
                           {}});
    host.send("2026-03-03T02:16:00+08:00", front_desk, "registered; is there a contract?", "register");
    expect(host.view().states.size() == 2, "recovery runs beside location");
    host.send("2026-03-03T02:37:00+08:00", first_line,
              "not a matter of configuration, the second line has to look", "escalate",
              {{"evidence", Value("both power inputs present, no output")}});
    host.send("2026-03-03T02:58:00+08:00", second_line, "the power unit is the vendor's", "hand_to_vendor",
              {{"evidence", Value("power unit reports an over-current")}});
    host.let_time_pass(at("2026-03-03T03:50:00+08:00"));
    expect(host.ladder_calls() == 1,
           "three quarters of the restoration time have called the service manager");
    host.draw("night");
    host.act("2026-03-03T03:50:00+08:00", service_manager, "heard, I am on it",
             command::Acknowledge{"management"});
    host.send("2026-03-03T04:02:00+08:00", task_force,
              "traffic runs over the standby switch, service is back", "restored",
              {{"workaround", Value("standby switch")}});
}

void the_morning(Host& host) {
    std::printf("\n(the program stops and starts again: all is in the file)\n");
    host.restart();
    host.send("2026-03-03T09:20:00+08:00", vendor_manager, "the vendor has replaced the power unit",
              "vendor_solves", {{"cause", Value("ageing capacitor in the power unit")}});
    host.send("2026-03-03T10:05:00+08:00", second_line, "switched back, resolved", "deliver",
              {{"solution", Value("power unit replaced")}});
    expect(host.view().states == std::vector<std::string>{"confirming"},
           "resolved: now the customer has the word");
    host.send("2026-03-03T10:40:00+08:00", customer, "yes, it works", "confirm");
    host.send("2026-03-03T11:00:00+08:00", front_desk, "closed", "close");
    host.draw("closed");
}

void check_the_promises(Host& host) {
    const TicketView seen = host.view();
    expect(!seen.open, "the ticket is closed");
    const std::vector<std::string> expected{"respond", "restore", "resolve", "locate", "vendor"};
    for (const auto& name : expected) {
        const auto clock = std::ranges::find(seen.clocks, name, &ClockView::name);
        expect(clock != seen.clocks.end() && clock->phase == clock::Phase::met,
               "the promise " + name + " was kept");
    }
    expect(must(host.engine().next_due()) == never, "nothing is left to do");
}

std::shared_ptr<const Pack> load_pack() {
    auto loaded = loader::load_folder(std::filesystem::path(ITR_EXAMPLES_DIR) / "packs" / "demo");
    if (loaded.pack)
        for (const auto& finding : validation::validate(*loaded.pack, example::zones()))
            loaded.diagnostics.push_back(finding);
    expect(!has_errors(loaded.diagnostics), "the pack is valid");
    return example::compile(std::move(loaded));
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path folder = std::filesystem::weakly_canonical(argc > 1 ? argv[1] : ".");
    std::filesystem::create_directories(folder);
    std::filesystem::current_path(folder);

    Host host;
    must(host.engine().deploy(load_pack(), at("2026-03-01T00:00:00Z"), example::host));
    the_night(host);
    the_morning(host);
    check_the_promises(host);

    std::printf("\nEvery promise was kept. The ticket's history: %zu commits in %s\n",
                must(host.engine().history(tenant, ticket, service_manager)).size(),
                (folder / "demo.db").c_str());
    std::printf("Pictures, the ticket's states highlighted:\n");
    for (const char* name : {"night.mmd", "night.dot", "night.svg", "closed.mmd", "closed.dot", "closed.svg"})
        if (std::filesystem::exists(name)) std::printf("  %s\n", (folder / name).c_str());
}
