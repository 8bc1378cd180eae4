#include "demo/stage.hpp"

#include "base/log.hpp"
#include "config/config.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace bridge::demo {
namespace {

constexpr const char* kVersions[] = {"FIX.4.2", "FIX.4.4", "FIXT.1.1"};

std::string sessions() {
  std::string text;
  for (const char* version : kVersions) {
    text += std::string("  - {begin_string: ") + version +
            ", sender_comp_id: BRIDGE, target_comp_id: DESK1, account: demo, order_entry: {}}\n";
  }
  return text;
}

}  // namespace

// The value of a tag in a message written with '|'; empty when absent.
std::string value(const std::string& message, int tag) {
  const std::string wanted = "|" + std::to_string(tag) + "=";
  const auto begin = message.find(wanted);
  if (begin == std::string::npos) return "";
  const auto end = message.find('|', begin + wanted.size());
  return message.substr(begin + wanted.size(), end - begin - wanted.size());
}

Stage::Stage() {
  std::string name = (std::filesystem::temp_directory_path() / "fixbridge-demo-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a directory for the demo");
  directory_ = name;
}

void Stage::open(std::vector<simulator::Order> book) {
  simulator::Settings settings;
  settings.orders = std::move(book);
  const std::string api_key = settings.api_key;
  const std::string secret = settings.secret;
  venue_ = simulator::start(settings);
  std::ofstream(directory_ / "ca.pem") << venue_->certificate();
  std::ofstream(directory_ / "key") << api_key;
  std::ofstream(directory_ / "secret") << secret;
  for (const char* file : {"key", "secret"}) {
    std::filesystem::permissions(directory_ / file, std::filesystem::perms::owner_read);
  }
  std::ofstream(directory_ / "bridge.yaml") << yaml(0, "journal");

  auto config = config::load(directory_ / "bridge.yaml");
  log::open(config.log_level, config.log_file);
  gateway_ = std::make_unique<Gateway>(std::move(config));
  thread_ = std::thread([this] { gateway_->run(false); });
  for (int i = 0; i < 500 && !gateway_->not_ready().empty(); ++i)
    std::this_thread::sleep_for(milliseconds{10});
  if (!gateway_->not_ready().empty()) throw std::runtime_error("gateway not ready: " + gateway_->not_ready());

  for (const char* version : kVersions) {
    fix::OmsSettings settings_of_oms;
    settings_of_oms.port = gateway_->fix_port();
    settings_of_oms.begin_string = version;
    settings_of_oms.sender_comp_id = "DESK1";
    settings_of_oms.target_comp_id = "BRIDGE";
    auto& oms = oms_[version] = std::make_unique<fix::Oms>(settings_of_oms);
    if (!oms->log_on(kAnswerWithin)) throw std::runtime_error("the OMS could not log on");
  }
}

void Stage::close_gateway() {
  for (const auto& [version, oms] : oms_) oms->stop();
  oms_.clear();
  if (thread_.joinable()) {
    gateway_->stop();
    thread_.join();
  }
}

Stage::~Stage() {
  close_gateway();
  log::close();
  std::error_code ignored;
  if (!keep_files_) std::filesystem::remove_all(directory_, ignored);
}

std::string Stage::yaml(unsigned short fix_port, const std::string& journal) const {
  return "listen: {address: 127.0.0.1, port: " + std::to_string(fix_port) +
         ", plain: true}\n"
         "accounts:\n"
         "  demo:\n"
         "    url: wss://127.0.0.1:" +
         std::to_string(venue_->port()) +
         "/ws-fapi/v1\n"
         "    key: file:key\n"
         "    secret: file:secret\n"
         "    ca_file: ca.pem\n"
         "sessions:\n" +
         sessions() + "journal: {dir: " + journal +
         "}\n"
         "ops: {address: 127.0.0.1, port: 0}\n"
         "log: {level: info, file: bridge.log}\n";
}

}  // namespace bridge::demo
