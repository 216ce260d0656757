// A forked child that talks to its parent through a pipe. Fork only while no other thread runs and no store
// is open.
#pragma once

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace itr::test {

class ChildProcess {
  public:
    /// `work` runs in the child, with the writing end of a pipe; when it returns the child ends at once.
    explicit ChildProcess(const std::function<void(int pipe)>& work) {
        int ends[2];
        if (pipe(ends) != 0) throw std::runtime_error("no pipe");
        pid_ = fork();
        if (pid_ < 0) throw std::runtime_error("no child process");
        if (pid_ == 0) {
            close(ends[0]);
            work(ends[1]);
            _exit(0);
        }
        close(ends[1]);
        pipe_ = ends[0];
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess() {
        kill_and_wait();
        close(pipe_);
    }

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    /// The next line without its end; empty when the child has closed its end.
    std::string line() {
        std::string text;
        char c = 0;
        while (read(pipe_, &c, 1) == 1) {
            if (c == '\n') return text;
            text.push_back(c);
        }
        return {};
    }

    /// Stops it, until SIGCONT; hears what it had said before.
    void stop(const std::function<void(const std::string&)>& hear) {
        kill(pid_, SIGSTOP);
        int status = 0;
        waitpid(pid_, &status, WUNTRACED);
        for (int bytes = 0; ioctl(pipe_, FIONREAD, &bytes) == 0 && bytes > 0;) hear(line());
    }
    /// Until it has stopped itself.
    void await_stop() {
        int status = 0;
        waitpid(pid_, &status, WUNTRACED);
    }
    void resume() { kill(pid_, SIGCONT); }

    void kill_and_wait() {
        if (ended_) return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        ended_ = true;
    }

  private:
    pid_t pid_ = 0;
    int pipe_ = -1;
    bool ended_ = false;
};

/// One write, so that lines of several threads do not mix.
inline void write_line(int pipe, std::string text) {
    text.push_back('\n');
    if (write(pipe, text.data(), text.size()) != static_cast<ssize_t>(text.size())) _exit(1);
}

}  // namespace itr::test
