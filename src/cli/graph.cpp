// itr graph: a picture of a workflow, with a ticket's present state highlighted.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <itr/diagram.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/session.hpp"
#include "cli/slack.hpp"

namespace itr::cli {
namespace {

struct GraphOptions {
    std::string pack, workflow, format = "mermaid", language = "en", ticket;
    std::vector<std::string> search_path;
    bool slack = false;
    SessionOptions session;
};

/// Graphviz writes to our standard output.
int print_svg(const std::string& dot) {
    std::fflush(stdout);
    // Where it is not there, what is written to it must go somewhere, and the shell says nothing.
    FILE* graphviz =
        popen("if command -v dot >/dev/null; then exec dot -Tsvg; else cat >/dev/null; exit 127; fi", "w");
    if (graphviz == nullptr) return fail_with({no_program, "expected a shell that starts Graphviz"});
    std::fwrite(dot.data(), 1, dot.size(), graphviz);
    if (pclose(graphviz) == 0) return exit_ok;
    return fail_with(
        {no_program,
         "SVG needs the program 'dot' of Graphviz, which is missing or failed; --format dot works "
         "without it"});
}

int draw(const GraphOptions& options, const Pack& pack, const Flow& flow,
         const chart::Configuration* highlighted) {
    diagram::Options how{options.language, highlighted};
    if (options.slack) how.notes = notes_of(flow, structure::roll_up(pack.model(), *flow.chart, *flow.plan));
    const chart::Chart& chart = *flow.chart;
    if (options.format == "mermaid") return print(diagram::mermaid(chart, how)), exit_ok;
    const std::string dot = diagram::dot(chart, how);
    if (options.format == "svg") return print_svg(dot);
    print(dot);
    return exit_ok;
}

Result<const Flow*> choose_flow(const Pack& pack, const std::string& workflow) {
    if (const Flow* flow = pack.flow(workflow)) return flow;
    if (workflow.empty() && pack.flows().size() == 1) return &pack.flows().front();
    std::vector<std::string> names;
    for (const Flow& flow : pack.flows()) names.push_back(flow.chart->workflow().name);
    return fail(bad_value, fmt::format("expected one of the workflows [{}], but found '{}'",
                                       fmt::join(names, ", "), workflow));
}

int draw_ticket(const GraphOptions& options) {
    auto session = open_session(options.session, Access::read);
    if (!session) return fail_with(session.error());
    const auto view = session->view(options.ticket);
    if (!view) return session->refuse(view.error());
    int exit_code = exit_ok;
    const auto pack = options.pack.empty() ? session->engine->pack_for(view->workflow)
                                           : load_pack(options.pack, options.search_path, exit_code);
    if (!pack) return exit_code == exit_ok ? exit_environment : exit_code;
    const auto flow = choose_flow(*pack, view->workflow);
    if (!flow) return fail_with(flow.error());
    chart::Configuration configuration;
    for (const std::string& state : view->states)
        if (const auto index = (*flow)->chart->state(state); index != chart::none)
            configuration.atomic.push_back(index);
    std::ranges::sort(configuration.atomic);
    return draw(options, *pack, **flow, &configuration);
}

/// A pack that is refused for its promises is just the one whose slack is looked for.
std::shared_ptr<const Pack> load_to_draw(const GraphOptions& options, int& exit_code) {
    if (options.slack) {
        const auto checked = check_pack(options.pack, options.search_path);
        if (checked && checked->compiled) return checked->compiled;
    }
    return load_pack(options.pack, options.search_path, exit_code);
}

int graph(const GraphOptions& options) {
    if (!options.ticket.empty()) return draw_ticket(options);
    if (options.pack.empty()) return fail_with({bad_value, "expected a pack, or --db FILE with --ticket"});
    int exit_code = exit_ok;
    const auto pack = load_to_draw(options, exit_code);
    if (!pack) return exit_code;
    const auto flow = choose_flow(*pack, options.workflow);
    return flow ? draw(options, *pack, **flow, nullptr) : fail_with(flow.error());
}

}  // namespace

void add_graph(Arguments& root) {
    const auto options = std::make_shared<GraphOptions>();
    Arguments command = root.command("graph", "Draw a workflow as Mermaid, DOT or SVG",
                                     [options] { return graph(*options); });
    command.positional("pack", options->pack, "folder of a pack, or a single file", false)
        .positional("workflow", options->workflow, "needed when the pack has several", false)
        .list("--path", options->search_path, "where imported packs are looked for")
        .choice("--format", options->format, {"mermaid", "dot", "svg"}, "svg needs Graphviz")
        .flag("--slack", options->slack,
              "tell what the steps were promised, and how much slack the worst path leaves")
        .option("--lang", options->language, "language of the titles")
        .option("--ticket", options->ticket, "highlight the state of this ticket (id or number); needs --db");
    add_session_options(command, options->session);
}

}  // namespace itr::cli
