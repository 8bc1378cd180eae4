#include "bench/target.hpp"

#include "simulator/certificate.hpp"
#include "where.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bridge::bench {
namespace {

using endtoend::eventually;
using endtoend::read_file;
using endtoend::write_file;

constexpr milliseconds kPatience{30'000};
constexpr int kFewSessions = 50;
constexpr std::int64_t kNoLimit = 1'000'000'000;

}  // namespace

Ground::Ground() {
  const auto certificate = simulator::make_certificate();
  write_file(directory() / "certificate.pem", certificate.chain);
  write_file(directory() / "key.pem", certificate.key);
  const std::string api_key(64, 'k');
  const std::string secret(64, 's');
  write_file(directory() / "api.key", api_key);
  write_file(directory() / "api.secret", secret);
  for (const char* file : {"api.key", "api.secret"}) {
    std::filesystem::permissions(directory() / file, std::filesystem::perms::owner_read);
  }
  venue_ = std::make_unique<endtoend::Process>(
      std::vector<std::string>{BENCH_VENUE, this->certificate(), key()}, directory() / "venue");
  const auto said = [this] { return read_file(directory() / "venue.out"); };
  if (!eventually([&] { return said().ends_with('\n'); }, kPatience)) throw std::runtime_error("no venue");
  venue_port_ = static_cast<unsigned short>(std::stoi(said()));
  simulator::Settings rest;
  rest.cert_file = this->certificate();
  rest.key_file = key();
  rest.api_key = api_key;
  rest.secret = secret;
  rest.weight_limit = 0;
  rest.order_limits = {kNoLimit, kNoLimit};
  rest_ = simulator::start(rest);
}

Target::Target(std::string name, const Ground& ground, Shape shape)
    : name_(std::move(name)),
      files_(ground.directory() / (name_ + "-" + std::to_string(fix_port_.number()))) {
  std::filesystem::remove_all(files_);  // of an earlier one, which had the same port
  std::filesystem::create_directories(files_ / "journal");
  endpoints_.push_back({fix_port_.number(), name_ == "bridge_tls"});
  auto words = command(ground, shape);
  words.insert(words.begin(), shape.under.begin(), shape.under.end());
  process_ = std::make_unique<endtoend::Process>(words, files_ / "target");
  if (shape.awaited && !eventually([this] { return ready(); }, kPatience)) {
    throw std::runtime_error(name_ + " does not become ready: " + read_file(files_ / "target.err"));
  }
}

std::vector<std::string> Target::command(const Ground& ground, const Shape& shape) {
  const std::string port = std::to_string(fix_port_.number());
  const std::string venue = std::to_string(ground.venue_port());
  if (name_ == "relay") return {BENCH_RELAY, port, venue, ground.certificate()};
  if (name_ == "stock") {
    return {BENCH_STOCK,
            port,
            venue,
            ground.certificate(),
            (files_ / "journal").string(),
            std::to_string(shape.sessions)};
  }
  if (name_ == "node") {
    return {"/usr/bin/env",
            "node",
            BRIDGE_SOURCE_DIR "/tests/bench/node.mjs",
            port,
            "wss://127.0.0.1:" + venue + "/ws-fapi/v1",
            ground.certificate()};
  }
  write_file(files_ / "bridge.yaml", yaml(ground, shape));
  return {FIXBRIDGE, "run", (files_ / "bridge.yaml").string()};
}

// As it is shipped, but for what the name says. Many sessions log on at once, and all from one address: what
// is meant against strangers must let them.
std::string Target::yaml(const Ground& ground, const Shape& shape) const {
  const std::string tls = "tls: {certificate: " + ground.certificate() + ", key: " + ground.key() + "}";
  const std::string limit = std::to_string(shape.sessions + kFewSessions);
  const std::string doors = shape.sessions > kFewSessions
                                ? ", strangers_limit: " + limit + ", connections_per_address: " + limit
                                : "";
  std::string text = "listen:\n  - {port: " + std::to_string(fix_port_.number()) + ", " +
                     (name_ == "bridge_tls" ? tls : "plain: true") + doors + "}\naccounts:\n";
  for (int lane = 1; lane <= shape.lanes; ++lane) {
    text += "  lane" + std::to_string(lane) +
            ":\n    url: wss://127.0.0.1:" + std::to_string(ground.venue_port()) +
            "/ws-fapi/v1\n    ca_file: " + ground.certificate() +
            "\n    key: file:" + (ground.directory() / "api.key").string() +
            "\n    secret: file:" + (ground.directory() / "api.secret").string() + "\n";
    if (shape.in_flight_limit != 0) {
      text += "    in_flight_limit: " + std::to_string(shape.in_flight_limit) + "\n";
    }
    if (shape.busy_poll) text += "    busy_poll: true\n";
    if (shape.road == Road::Place) {
      text += "    rest_url: https://127.0.0.1:" + std::to_string(ground.rest_port()) + "\n";
    }
  }
  text += "sessions:\n";
  for (int i = 0; i < shape.sessions; ++i) {
    text += "  - {begin_string: FIX.4.4, sender_comp_id: BRIDGE, target_comp_id: CLIENT" +
            std::to_string(i + 1) + ", account: lane" + std::to_string(i % shape.lanes + 1) +
            (shape.road == Road::Place ? ", order_entry: {}" : "") + "}\n";
  }
  const std::string journal = shape.journal.empty() ? "journal" : absolute(shape.journal).string();
  return text + "journal: {dir: " + journal + (name_ == "bridge_disk" ? ", durability: disk" : "") +
         "}\nops: {port: " + std::to_string(ops_port_.number()) + "}\nlog: {file: bridge.log}\n";
}

bool Target::ready() const {
  if (is_bridge()) return endtoend::http_get(ops_port_.number(), "/ready").status == 200;
  return read_file(files_ / "target.out").find("ready") != std::string::npos;
}

double cpu_us(pid_t process) {
  double ns = 0;
  const auto tasks = std::filesystem::path("/proc") / std::to_string(process) / "task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::ifstream file(task.path() / "schedstat");
    double on_cpu = 0;
    if (file >> on_cpu) ns += on_cpu;
  }
  return ns / 1000;
}

long rss_kib(pid_t process) {
  std::istringstream lines(read_file("/proc/" + std::to_string(process) + "/status"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

}  // namespace bridge::bench
