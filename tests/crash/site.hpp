// Where a set of rounds is played: a directory, ports that stay, the gateway and the venue as processes. The
// functions about one process may be called on another thread than those about the other.
#pragma once

#include "base/time.hpp"
#include "endtoend/process.hpp"
#include "endtoend/world.hpp"

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace bridge::crash {

inline constexpr milliseconds kRecvWindow{2000};

struct SiteSettings {
  std::string venue;                         // the program; it is given PORT and DIRECTORY, and then …
  std::vector<std::string> arguments;        // … these
  std::vector<std::string> account_lines{};  // more of the account, in the configuration
  milliseconds recv_window = kRecvWindow;
  std::string session_options{};  // more of each session: ", order_entry: {}"
};

class Site {
 public:
  explicit Site(SiteSettings settings);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  void start_gateway();
  void kill_gateway() { gateway_->kill(); }
  // From start_gateway() until it has answered a Logon of a session of its own; throws when it does not.
  [[nodiscard]] milliseconds time_to_logon() const;
  // SIGTERM; the exit code.
  [[nodiscard]] int end_gateway();

  void start_venue();
  // What it got until then is kept for frames().
  void kill_venue();

  [[nodiscard]] unsigned short fix_port() const { return fix_port_.number(); }
  [[nodiscard]] bool is_ready() const;
  [[nodiscard]] std::string err() const { return endtoend::read_file(directory_ / "gateway.err"); }

  // --- for the judge ---
  // ClOrdIDs in the gateway's journal, and those of them whose tickets are open.
  struct Tickets {
    std::set<std::string> all;
    std::set<std::string> open;
  };
  [[nodiscard]] Tickets tickets() const;
  // The venue's word, line by line, without its frames; it must be running.
  [[nodiscard]] std::vector<std::string> statement();
  // What the venue got, in the order of arrival.
  struct Frame {
    int life = 0;  // of the venue: a new one after each of its kills
    std::string json;
  };
  [[nodiscard]] std::vector<Frame> frames();

  // `fixbridge replay`, with the gateway ended: empty when all came out as it did; else what it says.
  [[nodiscard]] std::string replay() const;

  // The directory stays when this is gone.
  void keep() { kept_ = true; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

 private:
  [[nodiscard]] std::string yaml() const;
  // Has the venue write down what it knows.
  [[nodiscard]] std::string venue_statement();

  SiteSettings settings_;
  std::filesystem::path directory_;
  bool kept_ = false;
  endtoend::Port fix_port_;
  endtoend::Port ops_port_;
  endtoend::Port venue_port_;
  std::unique_ptr<endtoend::Process> gateway_;
  std::unique_ptr<endtoend::Process> venue_;
  std::chrono::steady_clock::time_point gateway_started_;
  int life_ = 0;               // of the venue
  std::vector<Frame> frames_;  // of its earlier lives
};

}  // namespace bridge::crash
