// The program's commands: each declares its arguments below `root`, and what it does.
#pragma once

#include "cli/arguments.hpp"

namespace itr::cli {

// ---- packs
void add_validate(Arguments& root);
void add_test(Arguments& root);
void add_graph(Arguments& root);

// ---- tickets in a file
void add_deploy(Arguments& root);
void add_open(Arguments& root);
void add_send(Arguments& root);
void add_assign(Arguments& root);
void add_set(Arguments& root);
void add_comment(Arguments& root);
void add_clock(Arguments& root);
void add_show(Arguments& root);
void add_list(Arguments& root);
void add_history(Arguments& root);
void add_advance(Arguments& root);
void add_effects(Arguments& root);
void add_report(Arguments& root);
void add_explain(Arguments& root);
void add_what_if(Arguments& root);
void add_run(Arguments& root);
void add_db(Arguments& root);
void add_replay(Arguments& root);

// ---- tools
void add_expr(Arguments& root);
void add_calendar(Arguments& root);
void add_calendar_import(Arguments& group);
void add_completion(Arguments& root, const CommandLine& line);

}  // namespace itr::cli
