#include "commands/reload.hpp"

#include "base/time.hpp"
#include "commands/lane_journal.hpp"
#include "gateway/reload_outcome.hpp"

#include <boost/json.hpp>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>
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

int reload(const config::Config& config, bool json, Streams streams) {
  const auto gateway = gateway_of(config);
  if (!gateway) {
    return fail(kNotTaken, {"no gateway runs on the journals in " + config.journal_dir.string()}, json,
                streams);
  }
  const std::string process = "process " + std::to_string(*gateway);
  const auto before = read_outcome(config.journal_dir);
  if (::kill(*gateway, SIGHUP) != 0) {
    return fail(
        kNotTaken,
        {process + " cannot be signalled: " + std::strerror(errno) + ": do this as its own user, or as root"},
        json, streams);
  }
  const auto outcome = await_other_than(before, config.journal_dir);
  if (!outcome) {
    return fail(kNotTaken,
                {process + " said nothing within " + std::to_string(kDeadline.count()) +
                 " s: its log tells what became of it"},
                json, streams);
  }
  if (json) {
    print(streams.out, {{"taken", outcome->taken},
                        {"process", *gateway},
                        {"lines", boost::json::value_from(outcome->lines)}});
  } else {
    for (const auto& line : outcome->lines) {
      (outcome->taken ? streams.out : streams.errors) << line << '\n';
    }
  }
  return outcome->taken ? 0 : kNotTaken;
}

}  // namespace bridge
