// A configuration file: any bytes. It is taken, or every mistake in it is told in lines fit for a terminal.
#include "config/config.hpp"

#include "fuzz/target.hpp"

#include <set>
#include <string>

namespace bridge::fuzz {
namespace {

// "FILE:LINE: …" in one line.
void is_finding(const std::string& line, const std::string& file) {
  check(line.starts_with(file + ":"), "a finding names its file");
  check(line.size() > file.size() + 2 && line[file.size() + 1] >= '1' && line[file.size() + 1] <= '9',
        "a finding names its line");
  check(line.find_first_of("\n\r\x1b") == std::string::npos, "a finding is one line and moves no cursor");
}

void is_sound(const config::Config& config) {
  check(!config.accounts.empty(), "there is an account");
  check(!config.journal_dir.empty(), "there is a place for the journal");
  std::set<std::string> sessions;
  for (const auto& account : config.accounts) {
    check(!account.name.empty() && !account.lane.empty(), "an account has a name and a lane");
    check(!account.credentials.api_key.empty(), "an account has a key");
    check(account.links >= 1 && account.in_flight_limit >= 1, "an account can be used");
    check(account.answer_within.count() > 0 && account.dialect.recv_window.count() > 0, "deadlines are set");
    for (const auto& session : account.sessions) {
      check(sessions.insert(session.key().value()).second, "a session is there once");
      check(!session.sender_comp_id.empty() && !session.target_comp_id.empty(), "a session has CompIDs");
      check(session.heart_bt_int_min >= 1 && session.heart_bt_int_min <= session.heart_bt_int_max,
            "the bounds of HeartBtInt are in order");
    }
  }
}

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  static Scratch scratch("bridge.yaml");
  const auto& file = scratch.write(text_of(data, size));
  try {
    const auto config = bridge::config::load(file);
    is_sound(config);
    for (const auto& line : config.warnings) is_finding(line, file.string());
  } catch (const bridge::config::Mistakes& mistakes) {
    bridge::check(!mistakes.lines.empty(), "what is refused is refused for a reason");
    for (const auto& line : mistakes.lines) is_finding(line, file.string());
  }
  return 0;
}
