#include "commands/reload.hpp"

#include "base/time.hpp"
#include "commands/lane_journal.hpp"
#include "gateway/reload_outcome.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <sys/types.h>
#include <thread>

namespace bridge {
namespace {

constexpr int kNotTaken = 1;
constexpr seconds kDeadline{40};  // the gateway's own is 30 s
constexpr milliseconds kPoll{50};

// The pid of the process that holds a journal of this configuration; nothing when none does.
std::optional<pid_t> gateway_of(const config::Config& config) {
  for (const auto& lane : lane_journals(config)) {
    const std::string holder = lane.gateway().value_or("");
    pid_t id = 0;
    std::from_chars(holder.data(), holder.data() + holder.size(), id);
    if (id > 0) return id;
  }
  return std::nullopt;
}

// Says that nothing came in time: the gateway's deadline has passed as well.
std::optional<ReloadOutcome> await_other_than(const std::optional<ReloadOutcome>& before,
                                              const std::filesystem::path& journal_dir) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (std::chrono::steady_clock::now() < deadline) {
    auto now = read_outcome(journal_dir);
    if (now && (!before || now->id != before->id)) return now;
    std::this_thread::sleep_for(kPoll);
  }
  return std::nullopt;
}

}  // namespace

int reload(const config::Config& config, std::ostream& out, std::ostream& err) {
  const auto gateway = gateway_of(config);
  if (!gateway) {
    err << "no gateway runs on the journals in " << config.journal_dir.string() << '\n';
    return kNotTaken;
  }
  const auto before = read_outcome(config.journal_dir);
  if (::kill(*gateway, SIGHUP) != 0) {
    err << "process " << *gateway << " cannot be signalled: " << std::strerror(errno)
        << ": do this as its own user, or as root\n";
    return kNotTaken;
  }
  const auto outcome = await_other_than(before, config.journal_dir);
  if (!outcome) {
    err << "process " << *gateway << " said nothing within " << kDeadline.count()
        << " s: its log tells what became of it\n";
    return kNotTaken;
  }
  for (const auto& line : outcome->lines) (outcome->taken ? out : err) << line << '\n';
  return outcome->taken ? 0 : kNotTaken;
}

}  // namespace bridge
