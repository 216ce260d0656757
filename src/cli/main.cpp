// The itr program: a door to the library for people and for scripts (docs/cli.md).
#include <itr/version.hpp>
#include <string>

#include "cli/commands.hpp"
#include "cli/output.hpp"

int main(int argc, char** argv) {
    using namespace itr::cli;
    CommandLine line(
        "itr: Issue to Resolution. Packs of workflows and clocks, and the tickets that follow them.");
    Arguments root = line.root();
    root.version(std::string("itr ") + itr::version());
    root.footer(
        "Exit codes: 0 yes or done; 1 no (invalid pack, failed scenario, refused command); 2 usage; 3 "
        "environment.\n"
        "`itr COMMAND --help` explains a command.");
    for (const auto add :
         {add_validate, add_test,    add_graph,   add_deploy,  add_adopt,   add_open, add_send,
          add_assign,   add_set,     add_comment, add_clock,   add_show,    add_list, add_history,
          add_advance,  add_effects, add_report,  add_explain, add_what_if, add_run,  add_replay,
          add_db,       add_audit,   add_expr,    add_calendar})
        add(root);
    add_completion(root, line);
    return exit_of_output(line.run(argc, argv));
}
