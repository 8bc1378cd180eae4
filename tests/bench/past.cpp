#include "bench/past.hpp"

#include "bench/client.hpp"
#include "bench/desk.hpp"
#include "bench/venue_answer.hpp"
#include "endtoend/world.hpp"
#include "fix/codec/codec.hpp"
#include "fix/settings.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "order/blotter.hpp"
#include "order/terms.hpp"
#include "venue/binance/dialect.hpp"

#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <variant>

namespace bridge::bench {
namespace {

constexpr int kTurn = 1000;  // cancels a commit: sooner done
constexpr int kLastTurn = 16;
constexpr std::chrono::seconds kCatchUp{
    5};  // the log is moved every two seconds: as little is left as in life
// What was made long ago shall not look so to the gateway that finds it: nothing has become overdue.
constexpr milliseconds kForEver{std::chrono::hours{24 * 365 * 20}};

order::BlotterSettings blotter_settings() {
  order::BlotterSettings settings;
  settings.answer_within = settings.needs_attention_after = kForEver;
  settings.open_tickets_max = 1'000'000'000;
  return settings;
}

// The road of a cancel through the gateway, without its sockets: the same events, evidence and messages.
class Life {
 public:
  explicit Life(const std::filesystem::path& file)
      : journal_(journal::open_sqlite({.file = file})),
        session_(session()),
        blotter_(blotter_settings()),
        dialect_(venue::binance::make_dialect(credentials(), {})) {
    journal_->set_numbers(session_.key(), {next_sender_, next_target_});
    const order::AccountName account{kLane};
    submit({now(), order::Restarted{account, blotter_settings()}}, {});
    submit({now(), order::LinkUp{account}}, {});
    end_turn();
  }

  void request(std::int64_t number) {
    const std::string text = message_of(kClient, "F", next_target_++, cancel_body(number));
    journal_->set_numbers(session_.key(), {next_sender_, next_target_});
    order::Command command = fix::decode(FIX::Message(text, false), session_).value();
    auto refused = order::put_under(session_.terms, command);
    order::Requested request{journal_->next_ticket(), std::move(command), std::nullopt, std::move(refused),
                             to_ms(now())};
    submit({now(), std::move(request)}, text);
  }
  // To what was requested last.
  void answer() {
    const std::string frame = venue_answer(sent_);
    const auto decoded = dialect_->decode(frame);
    const auto& reply = std::get<venue::Reply>(decoded->message);
    submit({now(), order::VenueAnswered{reply.request, reply.outcome}}, frame);
  }
  void end_turn() {
    if (!journal_->commit()) throw std::runtime_error("the journal cannot be made: " + journal_->error());
    journal_->set_delivered(session_.key(), next_sender_ - 1);
  }
  [[nodiscard]] std::size_t open() const { return blotter_.open(); }

 private:
  void submit(const order::Event& event, std::string_view evidence) {
    journal_->append(event, evidence);
    for (const auto& effect : blotter_.decide(event)) {
      if (const auto* asked = std::get_if<order::Request>(&effect)) {
        sent_ = *dialect_->encode(*asked, event.at);
      } else {
        tell(std::get<order::Tell>(effect).report);
      }
    }
  }
  void tell(const order::Report& report) {
    FIX::Message message = fix::message_of(fix::encode(report, session_));
    auto& header = message.getHeader();
    header.setField(FIX::BeginString(session_.begin_string));
    header.setField(FIX::SenderCompID(session_.sender_comp_id));
    header.setField(FIX::TargetCompID(session_.target_comp_id));
    header.setField(FIX::MsgSeqNum(next_sender_));
    header.setField(FIX::FIELD::SendingTime, fix_text(now()));
    journal_->store_message(session_.key(), next_sender_++, message.toString());
    journal_->set_numbers(session_.key(), {next_sender_, next_target_});
    journal_->close_ticket(report);
  }

  std::unique_ptr<journal::Journal> journal_;
  fix::SessionSettings session_;
  order::Blotter blotter_;
  std::unique_ptr<venue::Dialect> dialect_;
  std::string sent_;     // the last frame to the venue
  int next_sender_ = 2;  // the Logons were 1
  int next_target_ = 2;
};

// Ends with a kill: the newest turns are still in the log then, as after any other.
void live(const Past& past, const std::filesystem::path& file) {
  Life life(file);
  for (std::int64_t number = 1; number <= past.closed; ++number) {
    life.request(number);
    life.answer();
    if (number % kTurn == 0) life.end_turn();
    if (number % 10'000 == 0) std::cerr << "making a journal: " << number << " cancels\r" << std::flush;
  }
  life.end_turn();
  if (past.closed > kTurn) std::this_thread::sleep_for(kCatchUp);
  for (std::int64_t number = 1; number <= past.open; ++number) {
    life.request(past.closed + number);
    if (number % kLastTurn == 0) life.end_turn();
  }
  life.end_turn();
  if (life.open() != static_cast<std::size_t>(past.open)) throw std::runtime_error("not as many are open");
  std::cerr << std::endl;
  ::kill(::getpid(), SIGKILL);
}

// In a process of its own, which dies of it.
void live_and_die(const Past& past, const std::filesystem::path& file) {
  std::cerr << std::flush;
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process to make a journal in");
  if (child == 0) {
    try {
      live(past, file);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSIGNALED(status)) throw std::runtime_error("the journal was not made");
}

}  // namespace

void make_past(const Past& past, const std::filesystem::path& directory, bool again) {
  const std::string made = std::to_string(past.closed) + " closed, " + std::to_string(past.open) + " open\n";
  const auto note = directory / "made";
  if (!again && exists(note) && endtoend::read_file(note) == made) return;
  std::filesystem::create_directories(directory);
  const std::string file = (directory / kLane).string() + ".db";
  for (const char* ending : {"", "-wal", "-shm", "-turns-1", "-turns-2", ".lock"})
    std::filesystem::remove(file + ending);
  std::filesystem::remove(note);
  live_and_die(past, file);
  endtoend::write_file(note, made);  // last: what is half made is made again
}

}  // namespace bridge::bench
