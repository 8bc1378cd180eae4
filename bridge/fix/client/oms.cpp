#include "fix/client/oms.hpp"

#include "fix/quickfix.hpp"
#include "fix/wire/dictionary.hpp"
#include "fix/wire/framer.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace bridge::fix {
namespace {

constexpr std::size_t kKept = 100'000;
constexpr milliseconds kPollEvery{1};
constexpr milliseconds kLogoutDeadline{2000};

std::string pipes(std::string message) {
  std::ranges::replace(message, '\x01', '|');
  return message;
}

bool is_final_report(std::string_view message, std::string_view cl_ord_id) {
  const auto type = field(message, 35);
  return field(message, 11) == cl_ord_id && (type == "9" || (type == "8" && field(message, 150) == "4"));
}

// Keeps what went over the wire, as QuickFIX's log sees it.
class Record : public FIX::Log, public FIX::LogFactory {
 public:
  Log* create() override { return this; }
  Log* create(const FIX::SessionID&) override { return this; }
  void destroy(Log*) override {}
  void clear() override {}
  void backup() override {}
  void onEvent(const std::string&) override {}
  void onIncoming(const std::string& message) override { keep(received_, message); }
  void onOutgoing(const std::string& message) override { keep(sent_, message); }

  std::string wait_for(const std::function<bool(std::string_view)>& wanted, milliseconds deadline) const {
    std::unique_lock lock(mutex_);
    std::string found;
    std::size_t searched = 0;
    const auto search = [&] {
      const auto at =
          std::find_if(received_.begin() + static_cast<std::ptrdiff_t>(searched), received_.end(), wanted);
      searched = received_.size();
      if (at != received_.end()) found = *at;
      return !found.empty();
    };
    changed_.wait_for(lock, deadline, search);
    return found;
  }

  std::vector<std::string> received_from(std::size_t first) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> result;
    for (std::size_t i = first; i < received_.size(); ++i) result.push_back(pipes(received_[i]));
    return result;
  }
  std::vector<std::string> received() const { return application_messages(received_); }
  std::vector<std::string> sent() const { return application_messages(sent_); }

 private:
  void keep(std::deque<std::string>& messages, const std::string& message) {
    {
      const std::lock_guard lock(mutex_);
      if (messages.size() < kKept) messages.push_back(message);
    }
    changed_.notify_all();
  }

  std::vector<std::string> application_messages(const std::deque<std::string>& messages) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> result;
    for (const auto& message : messages) {
      const FIX::MsgType type{std::string(field(message, 35))};
      if (!FIX::Message::isAdminMsgType(type)) result.push_back(pipes(message));
    }
    return result;
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<std::string> received_;
  std::deque<std::string> sent_;
};

// Nothing may be thrown from here, and nothing is: a client takes what it gets.
class Quiet : public FIX::Application {
 public:
  void onCreate(const FIX::SessionID&) override {}
  void onLogon(const FIX::SessionID&) override {}
  void onLogout(const FIX::SessionID&) override {}
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) override {}
  void fromAdmin(const FIX::Message&, const FIX::SessionID&) override {}
  void fromApp(const FIX::Message&, const FIX::SessionID&) override {}
};

FIX::SessionID session_of(const OmsSettings& settings) {
  return {settings.begin_string, settings.sender_comp_id, settings.target_comp_id};
}

FIX::SessionSettings initiator_settings(const OmsSettings& settings) {
  FIX::Dictionary defaults;
  defaults.setString("ConnectionType", "initiator");
  defaults.setString("ReconnectInterval", "1");
  defaults.setString("SocketNodelay", "Y");
  // The longest session QuickFIX knows: a week.
  defaults.setString("StartDay", "Sunday");
  defaults.setString("StartTime", "00:00:00");
  defaults.setString("EndDay", "Saturday");
  defaults.setString("EndTime", "23:59:59");

  FIX::Dictionary session;
  session.setString("SocketConnectHost", settings.host);
  session.setString("SocketConnectPort", std::to_string(settings.port));
  session.setString("HeartBtInt", std::to_string(settings.heart_bt_int));
  session.setString("ResetOnLogon", settings.reset_on_logon ? "Y" : "N");
  session.setString("UseDataDictionary", "N");  // ours is set afterwards: it is no file
  if (settings.begin_string == FIX::BeginString_FIXT11) session.setString("DefaultApplVerID", "FIX.5.0SP2");

  FIX::SessionSettings result;
  result.set(defaults);
  result.set(session_of(settings), session);
  return result;
}

std::unique_ptr<FIX::MessageStoreFactory> store_factory(const OmsSettings& settings) {
  if (settings.store_dir.empty()) return std::make_unique<FIX::MemoryStoreFactory>();
  return std::make_unique<FIX::FileStoreFactory>(settings.store_dir);
}

}  // namespace

// The initiator is polled by our thread instead of running its own, which looks at its timers, its stop
// flag and a Logout only once a second.
class Oms::Client {
 public:
  explicit Client(const OmsSettings& settings)
      : session_id_(session_of(settings)),
        resets_always_(settings.reset_on_logon),
        stores_(store_factory(settings)),
        initiator_(quiet_, *stores_, initiator_settings(settings), record_),
        session_(*initiator_.getSession(session_id_)) {
    session_.setDataDictionaryProvider(make_provider(settings.begin_string));
  }
  ~Client() { end_thread(); }

  bool log_on(milliseconds deadline) {
    session_.logon();
    if (!thread_.joinable()) thread_ = std::thread([this] { poll(); });
    return becomes(true, deadline);
  }

  bool becomes(bool logged_on, milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (session_.isLoggedOn() != logged_on) {
      if (std::chrono::steady_clock::now() >= end) return false;
      std::this_thread::sleep_for(kPollEvery);
    }
    return true;
  }

  void stop() {
    session_.logout();
    if (thread_.joinable()) becomes(false, kLogoutDeadline);
    cut_ = true;  // by the thread's next poll: a disabled session does not return
  }

  // Only the polling thread may touch the initiator's sockets.
  void cut() { cut_ = true; }
  void reset() { reset_ = true; }

  bool send(FIX::Message& message) {
    try {
      return FIX::Session::sendToTarget(message, session_id_);
    } catch (const std::exception&) {
      return false;
    }
  }

  [[nodiscard]] bool logged_on() { return session_.isLoggedOn(); }
  [[nodiscard]] const Record& record() const { return record_; }

 private:
  void poll() {
    while (!ending_) {
      if (cut_.exchange(false)) session_.disconnect();
      if (reset_.exchange(false)) {
        session_.disconnect();
        session_.setResetOnLogon(true);
      }
      try {
        initiator_.poll();
      } catch (const std::exception& error) {
        record_.onEvent(error.what());
      }
      if (session_.isLoggedOn()) session_.setResetOnLogon(resets_always_);
      std::this_thread::sleep_for(kPollEvery);
    }
  }

  void end_thread() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
  }

  FIX::SessionID session_id_;
  bool resets_always_;
  Quiet quiet_;
  Record record_;
  std::unique_ptr<FIX::MessageStoreFactory> stores_;
  FIX::SocketInitiator initiator_;
  FIX::Session& session_;
  std::thread thread_;
  std::atomic<bool> cut_ = false;
  std::atomic<bool> reset_ = false;
  std::atomic<bool> ending_ = false;
};

Oms::Oms(const OmsSettings& settings) {
  try {
    client_ = std::make_unique<Client>(settings);
  } catch (const FIX::Exception& error) {
    throw std::runtime_error(std::string("oms: ") + error.what());
  }
}

Oms::~Oms() = default;

bool Oms::log_on(milliseconds deadline) { return client_->log_on(deadline); }
bool Oms::logged_on() const { return client_->logged_on(); }
void Oms::stop() { client_->stop(); }
void Oms::cut() { client_->cut(); }
void Oms::reset() { client_->reset(); }

bool Oms::send(const std::string& msg_type, const Fields& fields) {
  FIX::Message message;
  message.getHeader().setField(FIX::FIELD::MsgType, msg_type);
  for (const auto& [tag, value] : fields) {
    if (FIX::Message::isHeaderField(tag)) {
      message.getHeader().setField(tag, value);
    } else {
      message.setField(tag, value);
    }
  }
  return client_->send(message);
}

bool Oms::send_cancel(Fields fields) {
  const auto is_time = [](const auto& field) { return field.first == FIX::FIELD::TransactTime; };
  if (std::ranges::none_of(fields, is_time)) {
    fields.emplace_back(FIX::FIELD::TransactTime,
                        FIX::UtcTimeStampConvertor::convert(FIX::UtcTimeStamp(), 3));
  }
  return send("F", fields);
}

std::string Oms::wait_for_report(const std::string& cl_ord_id, milliseconds deadline) const {
  return pipes(client_->record().wait_for(
      [&](std::string_view message) { return is_final_report(message, cl_ord_id); }, deadline));
}

std::string Oms::wait_for(const std::function<bool(std::string_view)>& wanted, milliseconds deadline) const {
  return pipes(client_->record().wait_for(
      [&](std::string_view message) { return wanted(pipes(std::string(message))); }, deadline));
}

std::vector<std::string> Oms::received_from(std::size_t first) const {
  return client_->record().received_from(first);
}
std::vector<std::string> Oms::received() const { return client_->record().received(); }
std::vector<std::string> Oms::sent() const { return client_->record().sent(); }

}  // namespace bridge::fix
