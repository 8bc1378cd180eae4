#include "endtoend/process.hpp"

#include "endtoend/world.hpp"
#include "where.hpp"

#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace bridge::endtoend {
namespace {

// Between fork and exec in a program with threads: system calls only.
[[noreturn]] void become(char* const* command, char* const* environment, int out, int err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGXFSZ, SIG_IGN);  // a file at its size limit is a write that fails (SmallDisk)
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::close_range(3, ~0U, 0);  // the simulator's sockets among them: their ports must be free once it stops
  ::execve(command[0], command, environment);
  ::_exit(127);
}

int open_for_append(const std::string& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot write " + file);
  return fd;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  return pointers;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const std::filesystem::path& output,
                 const std::vector<std::string>& environment) {
  std::vector<std::string> words = command;
  std::vector<char*> argv = pointers_to(words);
  argv.push_back(nullptr);
  std::vector<std::string> more = environment;
  std::vector<char*> variables = pointers_to(more);
  for (char** inherited = environ; *inherited != nullptr; ++inherited) variables.push_back(*inherited);
  variables.push_back(nullptr);
  const int out = open_for_append(output.string() + ".out");
  const int err = open_for_append(output.string() + ".err");
  id_ = ::fork();
  if (id_ == 0) become(argv.data(), variables.data(), out, err);
  ::close(out);
  ::close(err);
  if (id_ < 0) throw std::runtime_error("cannot fork");
}

Process::~Process() {
  if (ended_) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void Process::signal(int number) const {
  if (!ended_) ::kill(id_, number);
}

int Process::wait(milliseconds deadline) {
  if (!eventually([&] { return has_ended(); }, deadline))
    throw std::runtime_error("the process does not end");
  return exit_code_;
}

bool Process::has_ended() {
  int status = 0;
  if (!ended_ && ::waitpid(id_, &status, WNOHANG) == id_) {
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ended_ = true;
  }
  return ended_;
}

void Process::kill() {
  signal(SIGKILL);
  wait();
}

Ending run_fixbridge(const std::vector<std::string>& arguments, const std::filesystem::path& directory,
                     const std::vector<std::string>& environment) {
  std::vector<std::string> command{FIXBRIDGE};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto output = directory / "command";
  Process process(command, output, environment);
  const int exit_code = process.wait();
  return {exit_code, read_file(output.string() + ".out"), read_file(output.string() + ".err")};
}

}  // namespace bridge::endtoend
