#include "crash/site.hpp"

#include "journal/sqlite/reader.hpp"
#include "simulator/certificate.hpp"
#include "simulator/simulator.hpp"
#include "where.hpp"

#include <sqlite3.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace bridge::crash {
namespace {

using endtoend::eventually;
using endtoend::read_file;
using endtoend::write_file;

constexpr milliseconds kPatience{60'000};
constexpr std::string_view kFrame = "frame ";

// Another program than the one built with this test, by hand: FIXBRIDGE=build/release/bridge/fixbridge.
std::string fixbridge() {
  const char* given = std::getenv("FIXBRIDGE");
  return given != nullptr ? std::filesystem::absolute(given).string() : FIXBRIDGE;
}

std::filesystem::path make_directory() {
  std::string name = (std::filesystem::temp_directory_path() / "fixbridge-crash-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a directory");
  return name;
}

const char* text_of(sqlite3_stmt* row, int column) {
  return reinterpret_cast<const char*>(sqlite3_column_text(row, column));
}

}  // namespace

Site::Site(SiteSettings settings) : settings_(std::move(settings)), directory_(make_directory()) {
  const auto certificate = simulator::make_certificate();
  write_file(directory_ / "venue.crt", certificate.chain);
  write_file(directory_ / "venue.key", certificate.key);
  const simulator::Settings defaults;
  write_file(directory_ / "key", defaults.api_key);
  write_file(directory_ / "secret", defaults.secret);
  for (const char* file : {"key", "secret"}) {
    std::filesystem::permissions(directory_ / file, std::filesystem::perms::owner_read);
  }
  std::filesystem::create_directory(directory_ / "journal");
  std::filesystem::create_directory(directory_ / "oms");
  write_file(directory_ / "bridge.yaml", yaml());
  start_venue();
  start_gateway();
}

Site::~Site() {
  gateway_.reset();
  venue_.reset();
  std::error_code ignored;
  if (!kept_) std::filesystem::remove_all(directory_, ignored);
}

std::string Site::yaml() const {
  std::string account;
  for (const auto& line : settings_.account_lines) account += "    " + line + "\n";
  const std::string session = ", account: main" + settings_.session_options + "}\n";
  return "listen: {plain: true, port: " + std::to_string(fix_port()) +
         "}\n"
         "accounts:\n"
         "  main:\n"
         "    url: wss://127.0.0.1:" +
         std::to_string(venue_port_.number()) +
         "/ws-fapi/v1\n"
         "    ca_file: venue.crt\n"
         "    key: file:key\n"
         "    secret: file:secret\n"
         "    answer_within: 400ms\n"
         "    recv_window: " +
         std::to_string(settings_.recv_window.count()) + "ms\n" + account +
         "sessions:\n"
         "  - {begin_string: FIX.4.4, sender_comp_id: BRIDGE, target_comp_id: DESK1" +
         session + "  - {begin_string: FIX.4.4, sender_comp_id: BRIDGE, target_comp_id: PROBE" + session +
         "journal: {dir: journal}\n"
         "ops: {port: " +
         std::to_string(ops_port_.number()) +
         "}\n"
         "log: {level: info, file: bridge.log}\n";
}

void Site::start_gateway() {
  gateway_.reset();
  gateway_started_ = std::chrono::steady_clock::now();
  const std::vector<std::string> command{fixbridge(), "run", (directory_ / "bridge.yaml").string()};
  gateway_ = std::make_unique<endtoend::Process>(command, directory_ / "gateway");
}

milliseconds Site::time_to_logon() const {
  const auto answered = [&] {
    try {
      endtoend::RawClient probe(fix_port());
      probe.send(endtoend::framed("35=A|34=1|49=PROBE|52=" + endtoend::sending_time() +
                                  "|56=BRIDGE|98=0|108=30|141=Y|"));
      return !probe
                  .read([](const std::string& text) {
                    return text.find(
                               "\x01"
                               "35=A\x01") != std::string::npos;
                  })
                  .empty();
    } catch (const std::runtime_error&) {
      return false;  // nobody listens yet
    }
  };
  if (!eventually(answered, kPatience)) throw std::runtime_error("the gateway does not come back: " + err());
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - gateway_started_);
}

int Site::end_gateway() {
  gateway_->signal(SIGTERM);
  return gateway_->wait(kPatience);
}

void Site::start_venue() {
  venue_.reset();
  ++life_;
  std::vector<std::string> command{settings_.venue, std::to_string(venue_port_.number()),
                                   directory_.string()};
  command.insert(command.end(), settings_.arguments.begin(), settings_.arguments.end());
  // It must not die of the first question, which may come before it can listen: a process begins with the
  // mask of the thread that started it.
  sigset_t question;
  sigemptyset(&question);
  sigaddset(&question, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &question, nullptr);
  venue_ = std::make_unique<endtoend::Process>(command, directory_ / "venue");
  pthread_sigmask(SIG_UNBLOCK, &question, nullptr);
}

void Site::kill_venue() {
  frames_ = frames();
  venue_->kill();
}

bool Site::is_ready() const { return endtoend::http_get(ops_port_.number(), "/ready").status == 200; }

std::string Site::venue_statement() {
  const auto file = directory_ / "statement";
  std::filesystem::remove(file);
  venue_->signal(SIGUSR1);
  if (!eventually([&] { return std::filesystem::exists(file); }, kPatience)) {
    throw std::runtime_error("the venue says nothing: " + read_file(directory_ / "venue.err"));
  }
  return read_file(file);
}

std::vector<std::string> Site::statement() {
  std::vector<std::string> lines = endtoend::lines_of(venue_statement());
  std::erase_if(lines, [](const std::string& line) { return line.starts_with(kFrame); });
  return lines;
}

std::vector<Site::Frame> Site::frames() {
  std::vector<Frame> all = frames_;
  for (const auto& line : endtoend::lines_of(venue_statement())) {
    if (line.starts_with(kFrame)) all.push_back({.life = life_, .json = line.substr(kFrame.size())});
  }
  return all;
}

Site::Tickets Site::tickets() const {
  sqlite3* database = nullptr;
  sqlite3_stmt* rows = nullptr;
  const std::string file = directory_ / "journal" / "main.db";
  Tickets tickets;
  const journal::Reader up_to_date(file);
  const bool readable =
      sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database, "SELECT cl_ord_id, closed_us IS NULL FROM tickets", -1, &rows, nullptr) ==
          SQLITE_OK;
  while (readable && sqlite3_step(rows) == SQLITE_ROW) {
    tickets.all.insert(text_of(rows, 0));
    if (sqlite3_column_int(rows, 1) != 0) tickets.open.insert(text_of(rows, 0));
  }
  sqlite3_finalize(rows);
  sqlite3_close(database);
  if (!readable) throw std::runtime_error("cannot read " + file);
  return tickets;
}

std::string Site::replay() const {
  const auto output = directory_ / "replay";
  endtoend::Process process({fixbridge(), "replay", (directory_ / "bridge.yaml").string()}, output);
  if (process.wait(kPatience) == 0) return "";
  return read_file(output.string() + ".out") + read_file(output.string() + ".err");
}

}  // namespace bridge::crash
