#include "commands/dry_run.hpp"

#include "fix/session/session_store.hpp"
#include "fix/wire/framer.hpp"
#include "fix/wire/traffic.hpp"

#include <boost/asio/write.hpp>

#include <chrono>
#include <stdexcept>

namespace bridge {
namespace {

using boost::asio::ip::tcp;

constexpr char kSoh = '\x01';
constexpr std::size_t kMessageLimit = 65536;
constexpr seconds kAnswerWithin{2};

}  // namespace

class DryRun::Memory : public fix::SessionStore {
 public:
  SequenceNumbers numbers(const order::SessionKey&) override { return numbers_; }
  std::optional<Timestamp> since(const order::SessionKey&) override { return std::nullopt; }
  void set_numbers(const order::SessionKey&, SequenceNumbers numbers) override { numbers_ = numbers; }
  void store_message(const order::SessionKey&, int, std::string_view) override {}
  std::vector<std::pair<int, std::string>> messages(const order::SessionKey&, int, int) override {
    return {};
  }
  int delivered(const order::SessionKey&) override { return 0; }
  void set_delivered(const order::SessionKey&, int) override {}
  void reset(const order::SessionKey&) override { numbers_ = {}; }
  std::vector<OwedMessage> owed(const order::SessionKey&, std::size_t) override { return {}; }
  void settle_owed(const order::SessionKey&, const OwedMessage&) override {}

 private:
  SequenceNumbers numbers_;
};

DryRun::DryRun(const fix::SessionSettings& session)
    : session_(session), memory_(std::make_unique<Memory>()), client_(io_) {
  session_.schedule = {};  // any time will do
  session_.rate_limit = {};
  engine_ = fix::make_engine(io_, {session_}, *memory_, *this);
  tcp::acceptor acceptor(io_, {boost::asio::ip::address_v4::loopback(), 0});
  client_.connect(acceptor.local_endpoint());
  Fields logon{{98, "0"}, {108, std::to_string(session_.heart_bt_int_max)}};
  if (session_.version() == fix::Version::Fix50Sp2) logon.emplace_back(1137, "9");
  engine_->adopt({session_.key(), acceptor.accept().release(), false, wire("A", logon), "rehearsal"});
  if (listen().empty() || engine_->logged_on() != 1) {
    throw std::runtime_error("the engine does not take a Logon of " + session_.key().value());
  }
}

DryRun::~DryRun() {
  engine_->disconnect();
  engine_->flush();
  io_.poll();
}

std::vector<std::string> DryRun::say(const std::string& msg_type, const Fields& fields) {
  command_.reset();
  const std::string message = wire(msg_type, fields);
  boost::asio::write(client_, boost::asio::buffer(message));
  return listen();
}

std::string DryRun::word(const order::Report& report) {
  command_.reset();
  if (!engine_->send(report)) return "(the engine did not take it; see the log)";
  const auto messages = listen();
  return messages.empty() ? "" : messages.back();
}

std::string DryRun::wire(const std::string& msg_type, const Fields& fields) {
  std::string body;
  const auto add = [&](int tag, const std::string& value) {
    body.append(std::to_string(tag)).append("=").append(value).push_back(kSoh);
  };
  add(35, msg_type);
  add(34, std::to_string(next_number_++));
  add(49, session_.target_comp_id);
  add(52, fix_text(now()));
  add(56, session_.sender_comp_id);
  for (const auto& [tag, value] : fields) add(tag, value);
  std::string text = "8=" + session_.begin_string + kSoh + "9=" + std::to_string(body.size()) + kSoh + body;
  const std::string digits = std::to_string(1000 + fix::checksum(text));
  return text + "10=" + digits.substr(1) + kSoh;
}

std::vector<std::string> DryRun::listen() {
  const auto deadline = std::chrono::steady_clock::now() + kAnswerWithin;
  while (!command_ && client_.available() == 0 && std::chrono::steady_clock::now() < deadline) {
    engine_->flush();
    io_.restart();
    io_.run_one_for(milliseconds{10});
  }
  fix::Framer framer(kMessageLimit);
  std::vector<std::string> messages;
  while (client_.available() > 0) {
    std::string bytes(client_.available(), '\0');
    bytes.resize(client_.read_some(boost::asio::buffer(bytes)));
    static_cast<void>(framer.append(bytes));
    for (auto next = framer.next(); !next.empty(); next = framer.next()) {
      messages.push_back(fix::printable(next));
    }
  }
  return messages;
}

}  // namespace bridge
