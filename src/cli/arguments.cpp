#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <utility>

#include "cli/codes.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"

namespace itr::cli {

namespace {

using Choices = std::map<const CLI::App*, std::vector<CommandLine::Choice>>;

}  // namespace

struct Arguments::Impl {
    CLI::App* app = nullptr;
    std::function<int()>* chosen = nullptr;  ///< set by the command that was given
    Choices* choices = nullptr;              ///< CLI11 does not tell what an option was declared with
};

struct CommandLine::State {
    explicit State(const std::string& description) : app(description, "itr") {}
    CLI::App app;
    std::function<int()> chosen;
    Choices choices;
};

Arguments& Arguments::positional(const std::string& name, std::string& into, const std::string& help,
                                 bool required) {
    impl_->app->add_option(name, into, help)->required(required);
    return *this;
}

Arguments& Arguments::positionals(const std::string& name, std::vector<std::string>& into,
                                  const std::string& help, bool required) {
    impl_->app->add_option(name, into, help)->required(required);
    return *this;
}

Arguments& Arguments::option(const std::string& flag, std::string& into, const std::string& help) {
    impl_->app->add_option(flag, into, help)->capture_default_str();
    return *this;
}

Arguments& Arguments::number(const std::string& flag, std::int64_t& into, std::int64_t lowest,
                             std::int64_t highest, const std::string& help) {
    impl_->app->add_option(flag, into, help)->capture_default_str()->check(CLI::Range(lowest, highest));
    return *this;
}

Arguments& Arguments::items(const std::string& flag, std::vector<std::string>& into,
                            const std::string& help) {
    impl_->app->add_option(flag, into, help)->allow_extra_args(false);
    return *this;
}

Arguments& Arguments::list(const std::string& flag, std::vector<std::string>& into, const std::string& help) {
    impl_->app->add_option(flag, into, help)->delimiter(',')->allow_extra_args(false);
    return *this;
}

Arguments& Arguments::choice(const std::string& flag, std::string& into,
                             const std::vector<std::string>& allowed, const std::string& help) {
    impl_->app->add_option(flag, into, help)->check(CLI::IsMember(allowed))->capture_default_str();
    (*impl_->choices)[impl_->app].push_back({flag, allowed});
    return *this;
}

Arguments& Arguments::flag(const std::string& flag, bool& into, const std::string& help) {
    impl_->app->add_flag(flag, into, help);
    return *this;
}

Arguments& Arguments::version(const std::string& text) {
    impl_->app->set_version_flag("--version", text, "Print the version and exit");
    return *this;
}

Arguments& Arguments::footer(const std::string& text) {
    impl_->app->footer(text);
    return *this;
}

Arguments Arguments::command(const std::string& name, const std::string& help, std::function<int()> run) {
    CLI::App* app = impl_->app->add_subcommand(name, help);
    if (run)
        app->callback([chosen = impl_->chosen, run = std::move(run)] { *chosen = run; });
    else
        app->require_subcommand(1);
    return Arguments(std::make_shared<Impl>(Impl{app, impl_->chosen, impl_->choices}));
}

CommandLine::CommandLine(const std::string& description) : state_(std::make_shared<State>(description)) {
    state_->app.require_subcommand(1);
    state_->app.option_defaults()->always_capture_default(false);
}

CommandLine::~CommandLine() = default;

Arguments CommandLine::root() {
    return Arguments(
        std::make_shared<Arguments::Impl>(Arguments::Impl{&state_->app, &state_->chosen, &state_->choices}));
}

namespace {

/// Of the command that was given.
bool wants_json(const CLI::App& app) {
    for (const CLI::App* command : app.get_subcommands())
        if (wants_json(*command)) return true;
    const CLI::Option* format = app.get_option_no_throw("--format");
    return format != nullptr && !format->empty() && format->results().back() == "json";
}

/// Of words that were not understood, as far as can be told.
bool asks_for_json(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == "--format=json" ||
            (words[i] == "--format" && i + 1 < words.size() && words[i + 1] == "json"))
            return true;
    return false;
}

/// "itr calendar", as far as what was given names a command.
std::pair<const CLI::App*, std::string> command_given(const CLI::App& app) {
    const CLI::App* command = &app;
    std::string path = app.get_name();
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().back();
        path += " " + command->get_name();
    }
    return {command, path};
}

/// The library tells that a command is missing, not that the word which stands there is none.
std::string mistake_in(const CLI::App& app, const CLI::ParseError& error) {
    const auto [command, path] = command_given(app);
    const std::string help = fmt::format("; '{} --help' tells what there is", path);
    const auto unknown = app.remaining(true);
    const bool option = !unknown.empty() && unknown.front().starts_with("--");
    const bool takes_command = command->get_require_subcommand_min() > 0;
    if (unknown.empty() || !(option || takes_command)) return error.what() + help;
    return fmt::format("expected {} of '{}', but found '{}'{}", option ? "an option" : "a command", path,
                       unknown.front(), help);
}

}  // namespace

int CommandLine::run(int argc, char** argv) {
    try {
        state_->app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and the version come this way, too.
        if (error.get_exit_code() == 0) return state_->app.exit(error), exit_ok;
        if (asks_for_json({argv, argv + argc})) tell_errors(Errors::as_json);
        return fail_with({not_understood, mistake_in(state_->app, error)});
    }
    if (wants_json(state_->app)) tell_errors(Errors::as_json);
    return state_->chosen ? state_->chosen() : exit_ok;
}

namespace {

void collect(const CLI::App& app, const std::string& path, const Choices& choices,
             std::vector<CommandLine::Words>& all) {
    CommandLine::Words words{path, {}, {}};
    if (const auto own = choices.find(&app); own != choices.end()) words.choices = own->second;
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    for (const CLI::App* command : commands) words.next.push_back(command->get_name());
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) words.next.push_back("--" + name);
    all.push_back(std::move(words));
    for (const CLI::App* command : commands)
        collect(*command, path + " " + command->get_name(), choices, all);
}

}  // namespace

std::vector<CommandLine::Words> CommandLine::words() const {
    std::vector<Words> all;
    collect(state_->app, "itr", state_->choices, all);
    return all;
}

}  // namespace itr::cli
