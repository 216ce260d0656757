// A command's arguments, declared once: parsing, help and completion follow from it. The one file behind it
// knows CLI11.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace itr::cli {

class Arguments {
  public:
    struct Impl;
    explicit Arguments(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

    Arguments& positional(const std::string& name, std::string& into, const std::string& help,
                          bool required = true);
    Arguments& positionals(const std::string& name, std::vector<std::string>& into, const std::string& help,
                           bool required = true);
    Arguments& option(const std::string& flag, std::string& into, const std::string& help);
    /// A whole number within a range.
    Arguments& number(const std::string& flag, std::int64_t& into, std::int64_t lowest, std::int64_t highest,
                      const std::string& help);
    /// May be given again; each time one value.
    Arguments& items(const std::string& flag, std::vector<std::string>& into, const std::string& help);
    /// May be given again; values are separated by commas too.
    Arguments& list(const std::string& flag, std::vector<std::string>& into, const std::string& help);
    Arguments& choice(const std::string& flag, std::string& into, const std::vector<std::string>& allowed,
                      const std::string& help);
    Arguments& flag(const std::string& flag, bool& into, const std::string& help);
    /// A command below this one. What `run` returns is the program's exit code.
    Arguments command(const std::string& name, const std::string& help, std::function<int()> run = {});
    /// What `--version` prints.
    Arguments& version(const std::string& text);
    /// Text below the help.
    Arguments& footer(const std::string& text);

  private:
    std::shared_ptr<Impl> impl_;
};

/// The whole command line.
class CommandLine {
  public:
    explicit CommandLine(const std::string& description);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    [[nodiscard]] Arguments root();
    /// Parses and runs; the exit code.
    [[nodiscard]] int run(int argc, char** argv);

    /// An option that takes one of a few values.
    struct Choice {
        std::string option;
        std::vector<std::string> values;
    };
    /// For completion: a command's words ("itr calendar add"), the commands and options that may follow.
    struct Words {
        std::string command;
        std::vector<std::string> next;
        std::vector<Choice> choices;
    };
    [[nodiscard]] std::vector<Words> words() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace itr::cli
