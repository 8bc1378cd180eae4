// The whole road for one test: a simulated venue in this process, the gateway as a process of its own, and
// clients. Configuration, ports, certificate and journal stay the same however often a part is restarted.
#pragma once

#include "endtoend/process.hpp"
#include "endtoend/world.hpp"
#include "fix/client/oms.hpp"
#include "simulator/simulator.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bridge::endtoend {

inline constexpr const char* kApiKey = "MARKERKEYmarkerkeyMARKERKEYmarkerkeyMARKERKEYmarkerkeyMARKERKEY0";
inline constexpr const char* kSecret = "MARKERSECRETmarkersecretMARKERSECRETmarkersecretMARKERSECRET0000";

// An order of 0.250 BTCUSDT at 65000.10, made on 2026-01-02 03:04:05.678.
[[nodiscard]] simulator::Order order(std::int64_t id, const std::string& client_id,
                                     const std::string& status = "NEW");
// 0.100 of it are filled at 65000.05.
[[nodiscard]] simulator::Order part_filled_order(std::int64_t id, const std::string& client_id);

// A cancel of that order: by OrderID(37) and, unless empty, OrigClOrdID(41).
[[nodiscard]] fix::Oms::Fields cancel(const std::string& cl_ord_id, const std::string& order_id,
                                      const std::string& orig_cl_ord_id = "");

// A question about that order, 35=H.
[[nodiscard]] fix::Oms::Fields question(const fix::Oms::Fields& ids);

// An entry of `sessions` as a line of YAML: BRIDGE->DESK1 of the account main, and `options` as they are.
[[nodiscard]] std::string session(const std::string& begin_string,
                                  const std::string& options = "account: main");

struct StageSettings {
  std::vector<simulator::Order> orders{};
  std::vector<std::string> sessions{session("FIX.4.4")};
  std::string api_key = kApiKey;
  std::string secret = kSecret;                 // the gateway's; the venue's is kSecret
  std::vector<std::string> account_options{};   // more lines of the account main
  std::string other_key{};                      // of an account `other` in the lane of main; empty: none
  std::vector<simulator::ApiKey> venue_keys{};  // that the venue knows besides kApiKey
  std::vector<std::string> environment{};       // of the gateway: "NAME=value"
  std::int64_t weight_limit = 2400;             // of the venue, a minute
  std::string journal_options{};                // more of the journal's section: ", keep: …"
  std::string answer_within = "5s";
  std::string log_level = "info";
  std::string first_message_deadline = "5s";
  std::vector<std::string> listen_options{"plain: true"};  // more lines of the listener
  std::optional<unsigned short> venue_port{};              // another venue than the simulator
  std::string ca{};                                        // its certificate
};

class Stage {
 public:
  explicit Stage(StageSettings settings);
  // Whatever the test was about: no key and no secret is in anything that the gateway wrote.
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  [[nodiscard]] simulator::Simulator& venue() const { return *venue_; }
  // After venue().stop(): on the same port, with the same certificate.
  void restart_venue(std::vector<simulator::Order> orders);

  // Of the gateways started from now on: "NAME=value".
  void set_environment(std::vector<std::string> environment) { environment_ = std::move(environment); }
  void start_gateway();
  // start_gateway(), and waits for /ready. False: it did not become ready in time.
  [[nodiscard]] bool gateway_becomes_ready();
  [[nodiscard]] Process& gateway() { return *gateway_; }
  [[nodiscard]] bool is_ready() const;

  // A client that logs on as DESK1. With a name its numbers and messages outlive it, in that directory.
  [[nodiscard]] std::unique_ptr<fix::Oms> make_oms(const std::string& store = "", bool reset = false) const;
  // The same of another version.
  [[nodiscard]] std::unique_ptr<fix::Oms> make_oms_of(const std::string& begin_string,
                                                      const std::string& store = "") const;

  [[nodiscard]] unsigned short fix_port() const { return fix_port_.number(); }
  [[nodiscard]] Page page(const std::string& path) const { return http_get(ops_port_.number(), path); }
  // The sample of a metric: "fixbridge_link_up{account=\"main\"}"; empty when there is none.
  [[nodiscard]] std::string metric(const std::string& name) const;
  [[nodiscard]] std::string answered(const std::string& outcome) const;

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
  [[nodiscard]] std::filesystem::path config() const { return directory() / "bridge.yaml"; }
  [[nodiscard]] std::filesystem::path journal() const { return directory() / "journal"; }
  [[nodiscard]] std::string log() const { return read_file(directory() / "bridge.log"); }
  [[nodiscard]] std::string out() const { return read_file(directory() / "gateway.out"); }
  [[nodiscard]] std::string err() const { return read_file(directory() / "gateway.err"); }

  // All that the gateway wrote: log, output, and the files of the journal's directory.
  [[nodiscard]] std::string written() const;

  // The first column of the first row of the journal's answer, with all that was committed by now.
  [[nodiscard]] std::string ask_journal(const std::string& sql) const;

  // Methods of the requests about orders that the venue got: "order.cancel", "order.status".
  [[nodiscard]] std::vector<std::string> asked() const;
  [[nodiscard]] std::size_t cancels_asked() const;

 private:
  void start_venue(std::vector<simulator::Order> orders);
  [[nodiscard]] std::string yaml(const StageSettings& settings) const;

  Directory directory_;
  Port fix_port_;
  Port ops_port_;
  Port venue_port_;
  std::vector<simulator::ApiKey> venue_keys_;
  std::vector<std::string> markers_;  // what must not be written
  std::int64_t weight_limit_;
  std::vector<std::string> environment_;
  std::unique_ptr<simulator::Simulator> venue_;
  std::unique_ptr<Process> gateway_;
};

// Everything a client got, session messages included, in order.
[[nodiscard]] std::vector<std::string> all_received(const fix::Oms& oms);

// Final reports on a ClOrdID, by MsgSeqNum(34): a resend (43=Y) is the same report with the same number,
// and counts once; a second number is a second report.
[[nodiscard]] std::vector<std::string> final_reports(const fix::Oms& oms, const std::string& cl_ord_id);

// A message without what differs each time: 8, 9, 10, 34, 52; ExecID(17) becomes "*" when it is well-formed.
[[nodiscard]] std::string essence(const std::string& message);

}  // namespace bridge::endtoend
