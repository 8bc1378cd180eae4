#include "commands/password.hpp"

#include "base/secret.hpp"
#include "fix/door/credentials.hpp"

#include <algorithm>
#include <istream>
#include <ostream>
#include <string>
#include <termios.h>
#include <unistd.h>

namespace bridge {
namespace {

constexpr std::size_t kLeast = 8;
constexpr std::size_t kMost = 128;

// Switches the echo off: nobody who looks over a shoulder sees the password.
class NoEcho {
 public:
  NoEcho() : terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!terminal_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~NoEcho() {
    if (terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool terminal_;
};

Secret read_line(std::istream& in) {
  const NoEcho no_echo;
  std::string line;
  std::getline(in, line);
  return Secret(std::move(line));
}

}  // namespace

int password(std::istream& in, std::ostream& out, std::ostream& err) {
  if (::isatty(STDIN_FILENO) != 0) err << "Password(554) of the client: " << std::flush;
  const Secret secret = read_line(in);
  if (::isatty(STDIN_FILENO) != 0) err << '\n';
  const auto text = secret.reveal();
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (text.size() < kLeast || text.size() > kMost || !printable) {
    err << "password: want one line of " << kLeast << " to " << kMost
        << " printable ASCII characters; openssl rand -base64 24 makes a good one\n";
    return 2;
  }
  out << fix::hash_password(text) << '\n';
  return 0;
}

}  // namespace bridge
