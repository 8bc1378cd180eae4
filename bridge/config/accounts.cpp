#include "config/accounts.hpp"

#include "config/credentials.hpp"
#include "config/limits.hpp"
#include "config/url.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr milliseconds kLongWindow{5000};  // the venue's own advice: 5 s or less (fixspec/venue.md, 3.4)

// The name becomes a file name, a metric's label and a word in the log.
bool is_account_name(std::string_view name) {
  return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// Names a journal file, too.
std::string read_lane(Section& section, const std::string& fallback) {
  std::string lane = section.text("lane", fallback);
  if (is_account_name(lane)) return lane;
  section.mistake("lane", "is not a name for a lane; write 1 to 32 of A-Z, a-z, 0-9, _ and -");
  return fallback;
}

// The address of another service of the venue's, where the file names one.
void read_service(Section& section, std::string_view key, std::string_view scheme, const char* example,
                  Url& service) {
  const std::string text = section.text(key, "");
  if (text.empty()) return;
  if (auto url = parse_url(text, scheme)) {
    const bool has_path = url->path != Url{}.path;
    const std::string path = service.path;
    service = std::move(*url);
    if (!has_path) service.path = path;
    return;
  }
  section.mistake(key, std::string("is not an address; write e.g. ") + example);
}

void read_services(Section& section, Account& account) {
  const Url url{account.link.host, account.link.port, account.link.path};
  Url stream = stream_of(url);
  Url rest = rest_of(url);
  read_service(section, "stream_url", "wss", "wss://fstream.binance.com/private/ws/", stream);
  read_service(section, "rest_url", "https", "https://fapi.binance.com", rest);
  account.stream = account.link;
  account.stream.host = stream.host;
  account.stream.port = stream.port;
  account.stream.path = stream.path;
  account.rest.host = rest.host;
  account.rest.port = rest.port;
  account.rest.ca_file = account.link.ca_file;
  account.rest.connect_timeout = account.link.connect_timeout;
}

void read_url(Section& section, venue::LinkSettings& link) {
  const std::string text = section.required_text("url");
  if (!section.given("url")) return;
  auto url = parse_url(text);
  if (!url) {  // not repeated: it may hold a password
    section.mistake("url",
                    "is not an address of the form wss://HOST[:PORT]/PATH; write e.g. "
                    "wss://ws-fapi.binance.com/ws-fapi/v1");
    return;
  }
  if (const auto objection = objection_to(*url); !objection.empty()) {
    section.mistake("url", objection);
  } else if (const auto doubt = doubt_about(*url); !doubt.empty()) {
    section.warning("url", doubt);
  }
  link.host = std::move(url->host);
  link.port = std::move(url->port);
  link.path = std::move(url->path);
}

std::string read_ca_file(Section& section, const fs::path& base) {
  const std::string text = section.text("ca_file", "");
  if (text.empty()) return {};
  return section.readable(
      "ca_file", base, text,
      "give a PEM file of trusted certificates, or leave the key out to trust the system's");
}

milliseconds read_recv_window(Section& section, milliseconds fallback) {
  const milliseconds window = section.duration("recv_window", 1ms, 60s, fallback);
  if (window > kLongWindow) {
    section.warning("recv_window",
                    "longer than 5s: the venue then takes requests that were long under way; 2s is safe");
  }
  return window;
}

// A share that is not enough for one symbol would protect nothing, for ever.
constexpr std::int64_t kWeightAMinute = 2400;  // fixspec/venue.md, 6.1
constexpr std::int64_t kCallWeight = 10;       // fixspec/venue.md, 9.5
constexpr std::int64_t kCallsACountdown = 4;   // it is renewed at a fourth of it
constexpr milliseconds kShortCountdown{20'000};

std::optional<DeadManSwitch> read_dead_man_switch(Section section) {
  if (!section.present()) return std::nullopt;
  DeadManSwitch read;
  read.countdown = section.duration("countdown", 5s, 10min, read.countdown);
  read.weight_share = static_cast<int>(section.number("weight_share", 1, 50, read.weight_share));
  const std::int64_t share_a_countdown = kWeightAMinute * read.weight_share / 100 * read.countdown / 1min;
  if (share_a_countdown < kCallsACountdown * kCallWeight) {
    section.mistake("weight_share",
                    "is not enough for one symbol, which costs 40 of the venue's weight a countdown; raise "
                    "it or countdown");
  } else if (read.countdown < kShortCountdown) {
    section.warning("countdown",
                    "under 20s: the venue cancels after a stall of so long, be it of this host, the network "
                    "or the venue itself; 120s is what it advises");
  }
  section.finish();
  return read;
}

Account read_account(std::string name, Section section, const fs::path& base, const Reading& reading,
                     Findings& findings) {
  Account account;
  account.name = std::move(name);
  account.lane = read_lane(section, account.name);
  read_url(section, account.link);
  read_credentials(section, base, reading, account);
  venue::LinkSettings& link = account.link;
  link.ca_file = read_ca_file(section, base);
  link.compression = section.flag("compression", link.compression);
  link.connect_timeout = section.duration("connect_timeout", 100ms, 60s, link.connect_timeout);
  link.ping_interval = section.duration("ping_interval", 1s, 3min, link.ping_interval);
  link.pong_timeout = section.duration("pong_timeout", 100ms, 60s, link.pong_timeout);
  read_services(section, account);
  account.absent_after = section.duration("absent_after", 30s, 24h, account.absent_after);
  account.dead_man_switch = read_dead_man_switch(section.section("dead_man_switch"));
  account.dialect.recv_window = read_recv_window(section, account.dialect.recv_window);
  account.answer_within = section.duration("answer_within", 100ms, 10min, account.answer_within);
  account.links =
      static_cast<std::size_t>(section.number("links", 1, 8, static_cast<std::int64_t>(account.links)));
  account.rotate_after = section.duration("rotate_after", 1s, 23h + 20min, account.rotate_after);
  account.queue_for = section.duration("queue_for", 0ms, 10min, account.queue_for);
  account.needs_attention_after =
      section.duration("needs_attention_after", 1s, 24h, account.needs_attention_after);
  account.in_flight_limit = static_cast<std::size_t>(
      section.number("in_flight_limit", 1, 100'000, static_cast<std::int64_t>(account.in_flight_limit)));
  account.busy_poll = section.flag("busy_poll", account.busy_poll);
  read_limits(section.section("limits"), join(join("accounts", account.name), "limits"), account.limits,
              findings);
  section.finish();
  return account;
}

}  // namespace

std::vector<Account> read_accounts(Section& root, const fs::path& base, const Reading& reading,
                                   Findings& findings) {
  const Node* node = root.required("accounts");
  if (node == nullptr) return {};
  std::vector<Account> accounts;
  const auto entries = entries_of(*node, "accounts", findings);
  if (node->kind == Node::Kind::Map && entries.empty()) root.mistake("accounts", "is empty; add an account");
  for (const Entry* entry : entries) {
    const std::string path = join("accounts", entry->key);
    if (!is_account_name(entry->key)) {
      findings.mistake(entry->line, path,
                       "is not a name for an account; write 1 to 32 of A-Z, a-z, 0-9, _ and -");
    }
    accounts.push_back(
        read_account(entry->key, Section(entry->value, path, findings), base, reading, findings));
  }
  return accounts;
}

}  // namespace bridge::config
