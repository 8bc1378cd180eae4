#include "endtoend/stage.hpp"

#include "journal/sqlite/reader.hpp"
#include "simulator/certificate.hpp"
#include "where.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <regex>
#include <stdexcept>
#include <utility>

namespace bridge::endtoend {
namespace {

constexpr std::int64_t kMade = 1'767'323'045'678;  // 2026-01-02 03:04:05.678
constexpr std::size_t kMarkerMin = 16;             // shorter ones may be in a file by chance

// Keys and secrets, each line of a PEM for itself.
std::vector<std::string> markers_of(const StageSettings& settings) {
  std::vector<std::string> markers{kApiKey, kSecret};
  for (const std::string& text : {settings.api_key, settings.secret, settings.other_key}) {
    for (const auto& line : lines_of(text)) {
      if (line.size() >= kMarkerMin && !line.starts_with("-----")) markers.push_back(line);
    }
  }
  return markers;
}

}  // namespace

simulator::Order order(std::int64_t id, const std::string& client_id, const std::string& status) {
  simulator::Order order;
  order.order_id = id;
  order.client_order_id = client_id;
  order.status = status;
  order.price = "65000.10";
  order.orig_qty = "0.250";
  order.time = kMade;
  order.update_time = kMade;
  if (status == "FILLED") {
    order.executed_qty = "0.250";
    order.avg_price = "65000.10000";
    order.cum_quote = "16250.02500";
  }
  return order;
}

simulator::Order part_filled_order(std::int64_t id, const std::string& client_id) {
  simulator::Order made = order(id, client_id, "PARTIALLY_FILLED");
  made.executed_qty = "0.100";
  made.avg_price = "65000.05000";
  made.cum_quote = "6500.00500";
  return made;
}

fix::Oms::Fields cancel(const std::string& cl_ord_id, const std::string& order_id,
                        const std::string& orig_cl_ord_id) {
  fix::Oms::Fields fields{{11, cl_ord_id}, {55, "BTCUSDT"}, {54, "1"}, {38, "0.250"}};
  if (!order_id.empty()) fields.emplace_back(37, order_id);
  if (!orig_cl_ord_id.empty()) fields.emplace_back(41, orig_cl_ord_id);
  return fields;
}

fix::Oms::Fields question(const fix::Oms::Fields& ids) {
  fix::Oms::Fields fields{{55, "BTCUSDT"}, {54, "1"}};
  fields.insert(fields.begin(), ids.begin(), ids.end());
  return fields;
}

std::string session(const std::string& begin_string, const std::string& options) {
  return "{begin_string: " + begin_string + ", sender_comp_id: BRIDGE, target_comp_id: DESK1, " + options +
         "}";
}

Stage::Stage(StageSettings settings)
    : venue_keys_(settings.venue_keys),
      markers_(markers_of(settings)),
      weight_limit_(settings.weight_limit),
      environment_(settings.environment) {
  const auto certificate = simulator::make_certificate();
  write_file(directory() / "venue.crt", certificate.chain);
  write_file(directory() / "venue.key", certificate.key);
  write_file(directory() / "ca.pem", settings.ca.empty() ? certificate.chain : settings.ca);
  write_file(directory() / "key", settings.api_key);
  write_file(directory() / "secret", settings.secret);
  write_file(directory() / "other.key", settings.other_key);
  for (const char* file : {"key", "secret", "other.key"}) {
    std::filesystem::permissions(directory() / file, std::filesystem::perms::owner_read);
  }
  std::filesystem::create_directory(journal());
  write_file(config(), yaml(settings));
  if (!settings.venue_port) start_venue(std::move(settings.orders));
}

Stage::~Stage() {
  gateway_.reset();
  const std::string all = written();
  for (const auto& marker : markers_) {
    if (count_of(all, marker) == 0) continue;
    ADD_FAILURE() << "the gateway wrote a key or a secret that begins with " << marker.substr(0, 10);
  }
}

std::string Stage::written() const {
  std::string all = log() + out() + err();
  for (const auto& file : std::filesystem::recursive_directory_iterator(journal())) {
    if (file.is_regular_file()) all += read_file(file);
  }
  return all;
}

void Stage::start_venue(std::vector<simulator::Order> orders) {
  simulator::Settings settings;
  settings.port = venue_port_.number();
  settings.cert_file = directory() / "venue.crt";
  settings.key_file = directory() / "venue.key";
  settings.api_key = kApiKey;
  settings.secret = kSecret;
  settings.keys = venue_keys_;
  settings.orders = std::move(orders);
  settings.weight_limit = weight_limit_;
  venue_ = simulator::start(settings);
}

void Stage::restart_venue(std::vector<simulator::Order> orders) {
  venue_.reset();
  start_venue(std::move(orders));
}

std::string Stage::yaml(const StageSettings& settings) const {
  const std::string url =
      "    url: wss://127.0.0.1:" + std::to_string(settings.venue_port.value_or(venue_port_.number())) +
      "/ws-fapi/v1\n    ca_file: ca.pem\n    answer_within: " + settings.answer_within + "\n";
  std::string text = "listen:\n  port: " + std::to_string(fix_port()) +
                     "\n  first_message_deadline: " + settings.first_message_deadline + "\n";
  for (const auto& option : settings.listen_options) text += "  " + option + "\n";
  text += "accounts:\n  main:\n" + url + "    key: file:key\n    secret: file:secret\n";
  for (const auto& option : settings.account_options) text += "    " + option + "\n";
  if (!settings.other_key.empty()) {
    text += "  other:\n" + url + "    lane: main\n    key: file:other.key\n    secret: file:secret\n";
  }
  text += "sessions:\n";
  for (const auto& entry : settings.sessions) text += "  - " + entry + "\n";
  return text + "journal: {dir: journal" + settings.journal_options +
         "}\nops: {port: " + std::to_string(ops_port_.number()) + "}\nlog: {level: " + settings.log_level +
         ", file: bridge.log}\n";
}

void Stage::start_gateway() {
  gateway_.reset();
  const std::vector<std::string> command{FIXBRIDGE, "run", config().string()};
  gateway_ = std::make_unique<Process>(command, directory() / "gateway", environment_);
}

bool Stage::gateway_becomes_ready() {
  start_gateway();
  return eventually([this] { return is_ready(); });
}

bool Stage::is_ready() const { return page("/ready").status == 200; }

std::unique_ptr<fix::Oms> Stage::make_oms(const std::string& store, bool reset) const {
  fix::OmsSettings settings;
  settings.port = fix_port();
  settings.sender_comp_id = "DESK1";
  settings.target_comp_id = "BRIDGE";
  settings.reset_on_logon = reset;
  if (!store.empty()) settings.store_dir = directory() / store;
  return std::make_unique<fix::Oms>(settings);
}

std::unique_ptr<fix::Oms> Stage::make_oms_of(const std::string& begin_string,
                                             const std::string& store) const {
  fix::OmsSettings settings;
  if (!store.empty()) settings.store_dir = directory() / store;
  settings.port = fix_port();
  settings.begin_string = begin_string;
  settings.sender_comp_id = "DESK1";
  settings.target_comp_id = "BRIDGE";
  return std::make_unique<fix::Oms>(settings);
}

std::string Stage::metric(const std::string& name) const {
  for (const auto& line : lines_of(page("/metrics").body)) {
    if (line.starts_with(name + " ")) return line.substr(name.size() + 1);
  }
  return "";
}

std::string Stage::answered(const std::string& outcome) const {
  return metric(R"(fixbridge_cancels_answered_total{account="main",outcome=")" + outcome +
                R"(",session="FIX.4.4:BRIDGE->DESK1"})");
}

std::string Stage::ask_journal(const std::string& sql) const {
  const auto file = journal() / "main.db";
  const journal::Reader up_to_date(file);
  sqlite3* db = nullptr;
  sqlite3_stmt* statement = nullptr;
  std::string answer = "no answer";
  if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    answer = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  }
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return answer;
}

std::vector<std::string> Stage::asked() const {
  std::vector<std::string> methods;
  for (const auto& frame : venue_->frames()) {
    for (const char* method : {"order.cancel", "order.status"}) {
      if (frame.find('"' + std::string(method) + '"') != std::string::npos) methods.emplace_back(method);
    }
  }
  return methods;
}

std::size_t Stage::cancels_asked() const {
  const auto methods = asked();
  return static_cast<std::size_t>(std::ranges::count(methods, "order.cancel"));
}

std::vector<std::string> all_received(const fix::Oms& oms) {
  std::vector<std::string> messages;
  const auto keep = [&](std::string_view message) {
    messages.emplace_back(message);
    return false;
  };
  (void)oms.wait_for(keep, milliseconds{0});
  return messages;
}

std::vector<std::string> final_reports(const fix::Oms& oms, const std::string& cl_ord_id) {
  std::map<std::string, std::string> by_number;
  for (const auto& message : oms.received()) {
    const bool is_final =
        value(message, 35) == "9" || (value(message, 35) == "8" && value(message, 150) == "4");
    if (is_final && value(message, 11) == cl_ord_id) by_number.emplace(value(message, 34), message);
  }
  std::vector<std::string> reports;
  for (auto& [number, message] : by_number) reports.push_back(std::move(message));
  return reports;
}

std::string essence(const std::string& message) {
  static const std::regex changing(R"((^|\|)(8|9|10|34|52)=[^|]*(?=\|))");
  static const std::regex exec_id(R"(\|17=[0-9]+-[0-9]+\|)");
  const std::string rest = std::regex_replace(message, changing, "");
  const std::string text = std::regex_replace(rest, exec_id, "|17=*|");
  return text.starts_with('|') ? text.substr(1) : text;
}

}  // namespace bridge::endtoend
