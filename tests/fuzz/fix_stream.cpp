// A client that has logged on: any bytes into its connection, and through it into the engine. Whatever comes,
// what leaves are sound messages numbered one by one, what is handed on came as one, and memory stays within
// the limits.
//
// An input begins with '2', '4' or '5' for the session, and a character that says into what pieces the bytes
// are cut. Then 'R' and raw bytes, or lines, '|' for SOH in them:
//   F|11=c1|…       the fields of a message after its type: the header's are added, with the right number
//   !35=F|34=9|…    a message from 35= on: framed, and nothing else
//   ~8=FIX.4.4|…    bytes
#include "base/log.hpp"
#include "fix/memory_session_store.hpp"
#include "fix/message.hpp"
#include "fix/session/engine.hpp"
#include "fix/wire/framer.hpp"
#include "fuzz/target.hpp"
#include "order/subject.hpp"

#include <array>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <vector>

// Of the sanitizers' run-time; g++ 12 ships no header for it.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();

namespace bridge::fuzz {
namespace {

constexpr fix::ConnectionSettings kLimits{.message_limit = 1024, .outbound_limit = 65536};
constexpr std::size_t kPiecesMax = 64;  // or the time goes into turns
// What one input may add to the memory in use: what is unsent, early messages, what the ledger keeps.
constexpr std::size_t kGrowthMax = std::size_t{8} << 20U;

fix::SessionSettings session(const std::string& begin_string) {
  fix::SessionSettings settings;
  settings.begin_string = begin_string;
  settings.sender_comp_id = "BRIDGE";
  settings.target_comp_id = "DESK";
  return settings;
}

class Receiver : public fix::Engine::Application {
 public:
  void on_command(order::Command command, std::string_view message) override {
    if (std::holds_alternative<order::StatusCommand>(command)) {
      return check(fix::field(message, 35) == "H", "evidence of a question is 35=H");
    }
    check(!order::subject_of(command).cl_ord_id.empty(), "a cancel has a ClOrdID");
    check(fix::measure(message, kLimits.message_limit).kind == fix::Frame::Kind::Whole,
          "evidence is a message");
    check(fix::field(message, 35) == "F", "evidence of a cancel is 35=F");
  }
  void on_logon(const order::SessionKey&) override {}
  void on_cancel_on_disconnect(const order::SessionKey&, const order::CancelOnDisconnect&) override {}
  void on_logout(const order::SessionKey&, bool) override {}
  void on_refused(const std::string&) override {}
};

// The messages that leave, as a client takes them.
class Outbound {
 public:
  void take(std::string_view bytes) {
    check(framer_.append(bytes), "what leaves are messages");
    for (auto message = framer_.next(); !message.empty(); message = framer_.next()) follow(message);
    check(framer_.garbled() == 0, "what leaves is sound");
  }

 private:
  void follow(std::string_view message) {
    const int number = number_in(message, 34);
    if (fix::field(message, 43) == "Y") {
      // QuickFIX fills a gap that begins wherever the client asked; it must not end beyond what was sent.
      const bool gap_fill = fix::field(message, 35) == "4";
      return check(gap_fill ? number_in(message, 36) <= next_ : number < next_,
                   "a repeat repeats what was sent");
    }
    if (fix::field(message, 35) == "A" && fix::field(message, 141) == "Y") next_ = 1;
    check(number == next_, "numbers follow each other");
    ++next_;
  }

  [[nodiscard]] static int number_in(std::string_view message, int tag) {
    return std::stoi(std::string(fix::field(message, tag)));
  }

  fix::Framer framer_{1U << 20U};
  int next_ = 1;
};

// A pair of connected sockets: the gateway's end goes to the engine, the client's is ours.
class Client {
 public:
  Client() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      throw std::system_error(errno, std::generic_category(), "socketpair");
    }
    ours_ = ends[0];
    theirs_ = ends[1];
  }
  ~Client() { ::close(ours_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] int theirs() const { return theirs_; }
  // False: the gateway has closed it.
  [[nodiscard]] bool write(std::string_view bytes) const {
    return ::send(ours_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  void read(Outbound& outbound) const {
    std::array<char, 65536> bytes;  // NOLINT(*-member-init): filled by recv
    for (auto size = ::recv(ours_, bytes.data(), bytes.size(), 0); size > 0;
         size = ::recv(ours_, bytes.data(), bytes.size(), 0)) {
      outbound.take({bytes.data(), static_cast<std::size_t>(size)});
    }
  }

 private:
  int ours_ = -1;
  int theirs_ = -1;
};

// One engine for all inputs: it reads its dictionaries once. A Logon with 141=Y begins each input anew.
class Gateway {
 public:
  void play(char version, std::size_t piece, std::string_view script) {
    const auto& settings = sessions_[version == '2' ? 0 : version == '5' ? 2 : 1];
    const Client client;
    Outbound outbound;
    ledger_ = {};
    const std::size_t before = __sanitizer_get_current_allocated_bytes();
    clock_ += std::chrono::hours{1};  // no input pays for the messages of the one before
    engine_->adopt({settings.key(), client.theirs(), false, logon(settings), "fuzz", kLimits});
    turn(client, outbound);
    const auto write = [&](std::string_view bytes) {
      for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        if (!client.write(bytes.substr(0, piece))) return false;
        turn(client, outbound);
        check(__sanitizer_get_current_allocated_bytes() < before + kGrowthMax,
              "memory stays within the limits");
      }
      return true;
    };
    if (script.starts_with('R')) {
      static_cast<void>(write(script.substr(1)));
    } else {
      while (!script.empty() && write(bytes_of(settings, std::string(take_line(script))))) {
      }
    }
    engine_->tick();
    turn(client, outbound);
    engine_->disconnect();
    turn(client, outbound);
    check(engine_->logged_on() == 0, "nobody is left");
  }

 private:
  void turn(const Client& client, Outbound& outbound) {
    io_.restart();
    io_.poll();
    engine_->flush();
    io_.restart();
    io_.poll();
    client.read(outbound);
  }

  [[nodiscard]] static std::string now_text() {
    const std::string text = iso_text(now());  // 2026-11-22T17:09:31.123456Z
    return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2) + "-" + text.substr(11, 8);
  }
  [[nodiscard]] std::string header(const std::string& type, int number) const {
    return "35=" + type + "|34=" + std::to_string(number) + "|49=DESK|52=" + now_text() + "|56=BRIDGE|";
  }
  [[nodiscard]] std::string logon(const fix::SessionSettings& settings) const {
    const std::string more = settings.version() == fix::Version::Fix50Sp2 ? "1137=9|" : "";
    return fix::message(header("A", 1) + "98=0|108=30|141=Y|" + more, settings.begin_string);
  }
  [[nodiscard]] std::string bytes_of(const fix::SessionSettings& settings, const std::string& line) const {
    if (line.starts_with('~')) return fix::soh(line.substr(1));
    if (line.starts_with('!')) return fix::message(line.substr(1), settings.begin_string);
    const auto end = line.find('|');
    const std::string fields = end == std::string::npos ? "" : line.substr(end + 1);
    return fix::message(header(line.substr(0, end), ledger_.now.next_target) + fields, settings.begin_string);
  }

  std::vector<fix::SessionSettings> sessions_ = {session("FIX.4.2"), session("FIX.4.4"), session("FIXT.1.1")};
  boost::asio::io_context io_;
  fix::MemorySessionStore ledger_;
  Receiver receiver_;
  Timestamp clock_ = now();
  std::unique_ptr<fix::Engine> engine_ =
      fix::make_engine(io_, sessions_, ledger_, receiver_, [this] { return clock_; });
};

std::unique_ptr<Gateway> quiet_gateway() {
  log::open(log::Level::Warn, "/dev/null");
  return std::make_unique<Gateway>();
}

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  static const auto gateway = quiet_gateway();
  std::string_view text = text_of(data, size);
  const char version = take(text);
  const auto piece = static_cast<std::size_t>(static_cast<unsigned char>(take(text))) + 1;
  gateway->play(version, std::max(piece, text.size() / kPiecesMax), text);
  return 0;
}
