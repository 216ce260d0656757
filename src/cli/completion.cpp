// itr completion: what a shell needs to complete the program's words.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"

namespace itr::cli {
namespace {

constexpr std::string_view head = R"(# bash completion of itr: source <(itr completion bash)
_itr() {
    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" path=itr next="" values="" i
    # --format=json is three words to bash.
    if [[ $word == = ]]; then
        word=""
    elif [[ $before == = ]]; then
        before="${COMP_WORDS[COMP_CWORD - 2]}"
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path ${COMP_WORDS[i]}" in
)";
constexpr std::string_view middle = R"(        esac
    done
    case "$path" in
)";
constexpr std::string_view values_follow = R"(    esac
    case "$path $before" in
)";
constexpr std::string_view tail = R"(    esac
    if [[ -n $values ]]; then
        COMPREPLY=($(compgen -W "$values" -- "$word"))
        return
    fi
    # A word of a command that has commands of its own; elsewhere, a file.
    if [[ $word == -* || " $next" == *" "[a-z]* ]]; then
        COMPREPLY=($(compgen -W "$next" -- "$word"))
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _itr itr
)";

void print_bash(const CommandLine& line) {
    const auto all = line.words();
    print(head);
    for (const auto& words : all)
        if (words.command != "itr")
            print_line(fmt::format("            \"{0}\") path=\"{0}\" ;;", words.command));
    print(middle);
    for (const auto& words : all)
        print_line(fmt::format("        \"{}\") next=\"{}\" ;;", words.command, fmt::join(words.next, " ")));
    print(values_follow);
    for (const auto& words : all)
        for (const auto& choice : words.choices)
            print_line(fmt::format("        \"{} {}\") values=\"{}\" ;;", words.command, choice.option,
                                   fmt::join(choice.values, " ")));
    print(tail);
}

}  // namespace

void add_completion(Arguments& root, const CommandLine& line) {
    Arguments group = root.command("completion", "Completion of the program's words for a shell");
    group.command("bash", "A script: source <(itr completion bash)",
                  [&line] { return print_bash(line), exit_ok; });
}

}  // namespace itr::cli
