#include "hostile/site.hpp"

#include "fix/door/credentials.hpp"
#include "fix/pki.hpp"
#include "hostile/attack.hpp"
#include "where.hpp"

#include <sqlite3.h>

#include <csignal>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace bridge::hostile {
namespace {

using endtoend::eventually;
using endtoend::framed;
using endtoend::read_file;
using endtoend::write_file;

constexpr milliseconds kPatience{60'000};
// What each historian has been sent: the first one asks for all of it again and again.
constexpr int kHistory = 300'000;
constexpr int kShortHistory = 20'000;

simulator::Order open_order(std::int64_t id) {
  simulator::Order order;
  order.order_id = id;
  order.client_order_id = "order-" + std::to_string(id);
  order.status = "NEW";
  order.price = "65000.10";
  order.orig_qty = "0.250";
  return order;
}

std::string report(const std::string& comp_id, int number) {
  const std::string text = std::to_string(number);
  return framed("35=8|34=" + text + "|49=BRIDGE|52=20260102-03:04:05.678|56=" + comp_id + "|37=" + text +
                "|11=c" + text + "|41=order-" + text + "|17=" + text +
                "-1|150=4|39=4|55=BTCUSDT|54=1|38=0.250|" + "151=0|14=0|6=0|60=20260102-03:04:05.678|");
}

class Sql {
 public:
  explicit Sql(const std::filesystem::path& file) {
    if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK) fail();
  }
  ~Sql() { sqlite3_close(database_); }
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  void run(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  void put_message(const std::string& session, int number, const std::string& message) {
    if (insert_ == nullptr) {
      sqlite3_prepare_v2(database_, "INSERT INTO messages VALUES(?, 0, ?, ?)", -1, &insert_, nullptr);
    }
    sqlite3_bind_text(insert_, 1, session.data(), static_cast<int>(session.size()), SQLITE_TRANSIENT);
    sqlite3_bind_int(insert_, 2, number);
    sqlite3_bind_text(insert_, 3, message.data(), static_cast<int>(message.size()), SQLITE_TRANSIENT);
    if (sqlite3_step(insert_) != SQLITE_DONE) fail();
    sqlite3_reset(insert_);
  }
  void finish() { sqlite3_finalize(insert_); }

 private:
  [[noreturn]] void fail() { throw std::runtime_error(std::string("journal: ") + sqlite3_errmsg(database_)); }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

}  // namespace

Site::Site(int orders) {
  start_venue(orders);
  const simulator::Settings defaults;
  write_file(directory_.path() / "ca.pem", venue_->certificate());
  write_file(directory_.path() / "key", defaults.api_key);
  write_file(directory_.path() / "secret", defaults.secret);
  for (const char* file : {"key", "secret"}) {
    std::filesystem::permissions(directory_.path() / file, std::filesystem::perms::owner_read);
  }
  fix::test::Ca ca("hostile run");
  const auto server = ca.issue("gateway");
  write_file(directory_.path() / "server.pem", server.certificate);
  write_file(directory_.path() / "server.key", server.key);
  std::filesystem::create_directory(directory_.path() / "journal");
  write_file(directory_.path() / "bridge.yaml", yaml());
  if (!start_gateway()) throw std::runtime_error("the gateway does not become ready: " + err());
  gateway_->signal(SIGTERM);
  (void)gateway_->wait(kPatience);
  write_history();
}

void Site::start_venue(int orders) {
  simulator::Settings settings;
  settings.weight_limit = 0;
  for (int i = 0; i < orders; ++i) settings.orders.push_back(open_order(kFirstOrder + i));
  venue_ = simulator::start(settings);
}

std::string Site::yaml() const {
  const auto session = [](const std::string& comp_id, const std::string& more) {
    return "  - {begin_string: FIX.4.4, sender_comp_id: BRIDGE, target_comp_id: " + comp_id +
           ", account: main" + more + "}\n";
  };
  std::string text = "listen:\n  - {port: " + std::to_string(fix_port()) +
                     ", plain: true}\n  - {port: " + std::to_string(tls_port_.number()) +
                     ", tls: {certificate: server.pem, key: server.key}}\n"
                     "accounts:\n"
                     "  main:\n"
                     "    url: wss://127.0.0.1:" +
                     std::to_string(venue_->port()) +
                     "/ws-fapi/v1\n"
                     "    ca_file: ca.pem\n"
                     "    key: file:key\n"
                     "    secret: file:secret\n"
                     "sessions:\n";
  for (const char* plain : {kHonest, "LATE", "SPARE"}) text += session(plain, "");
  text += session("FENCED", ", networks: [10.0.0.0/8]");
  text += session("LOCKED", ", credentials: {username: desk, password_hash: '" +
                                fix::hash_password("correct horse battery staple") + "'}");
  const std::string limited = ", rate_limit: {messages: 10, per: 1s}";
  for (const auto& comp_id : client_comp_ids()) text += session(comp_id, limited);
  for (const auto& comp_id : historian_comp_ids()) text += session(comp_id, limited);
  return text + "journal: {dir: journal}\nops: {port: " + std::to_string(ops_port_.number()) +
         "}\nlog: {level: info, file: bridge.log}\n";
}

void Site::write_history() {
  Sql journal(directory_.path() / "journal" / "main.db");
  journal.run("BEGIN");
  int messages = kHistory;
  for (const auto& comp_id : historian_comp_ids()) {
    const std::string session = "FIX.4.4:BRIDGE->" + comp_id;
    for (int number = 1; number <= messages; ++number) {
      journal.put_message(session, number, report(comp_id, number));
    }
    const std::string row = "INSERT OR REPLACE INTO sessions VALUES('" + session + "', 0, " +
                            std::to_string(messages + 1) + ", 1, NULL, " + std::to_string(messages) + ")";
    journal.run(row.c_str());
    messages = kShortHistory;
  }
  journal.finish();
  journal.run("COMMIT");
}

bool Site::start_gateway() {
  gateway_.reset();
  const std::vector<std::string> command{FIXBRIDGE, "run", (directory_.path() / "bridge.yaml").string()};
  gateway_ = std::make_unique<endtoend::Process>(command, directory_.path() / "gateway");
  return eventually([&] { return endtoend::http_get(ops_port_.number(), "/ready").status == 200; },
                    kPatience);
}

std::string Site::order_status(std::int64_t order) const {
  const auto found = venue_->find("BTCUSDT", order);
  return found ? found->status : "";
}

void Site::start_attackers(const Orders& orders) {
  attackers_.reset();
  std::filesystem::remove(directory_.path() / "attackers.out");
  const std::vector<std::string> command{HOSTILE_ATTACKERS, orders.what, std::to_string(orders.port),
                                         std::to_string(orders.more)};
  attackers_ = std::make_unique<endtoend::Process>(command, directory_.path() / "attackers");
}

Site::Tallies Site::end_attack() {
  attackers_->signal(SIGTERM);
  return wait_for_silence();
}

Site::Tallies Site::wait_for_silence() {
  if (const int code = attackers_->wait(kPatience); code != 0) {
    throw std::runtime_error("attackers: exit code " + std::to_string(code) + ", " +
                             read_file(directory_.path() / "attackers.err"));
  }
  Tallies tallies;
  std::istringstream lines(read_file(directory_.path() / "attackers.out"));
  std::string name;
  for (Tally tally; lines >> name >> tally.connected >> tally.logged_on >> tally.cut;) tallies[name] = tally;
  return tallies;
}

std::size_t Site::memory() const {
  std::istringstream text(read_file("/proc/" + std::to_string(gateway_->id()) + "/statm"));
  std::size_t total = 0;
  std::size_t resident = 0;
  text >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t Site::descriptors() const {
  std::size_t count = 0;
  const std::filesystem::path open = "/proc/" + std::to_string(gateway_->id()) + "/fd";
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(open)) ++count;
  return count;
}

std::map<std::string, std::int64_t> Site::refused() const {
  constexpr std::string_view kName = "fixbridge_connections_refused_total{reason=\"";
  std::map<std::string, std::int64_t> refused;
  for (const auto& line : endtoend::lines_of(endtoend::http_get(ops_port_.number(), "/metrics").body)) {
    if (!line.starts_with(kName)) continue;
    const auto end = line.find('"', kName.size());
    refused[line.substr(kName.size(), end - kName.size())] = std::stoll(line.substr(line.rfind(' ')));
  }
  return refused;
}

}  // namespace bridge::hostile
