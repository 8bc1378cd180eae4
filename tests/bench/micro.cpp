// The road of one cancel, step by step, each timed alone, and what of a place is its own: ./run bench micro.
#include "base/log.hpp"
#include "bench/client.hpp"
#include "bench/desk.hpp"
#include "bench/venue_answer.hpp"
#include "endtoend/world.hpp"
#include "fix/codec/codec.hpp"
#include "fix/wire/dictionary.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "ops/ticket_log.hpp"
#include "order/blotter.hpp"
#include "order/terms.hpp"
#include "venue/binance/dialect.hpp"
#include "venue/binance/signing/signer.hpp"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>

namespace bridge::bench {
namespace {

constexpr std::uint64_t kTicket = 1'795'359'600'000'001;

std::string request_text() { return message_of(kClient, "F", 2, cancel_body(1)); }

order::Command command() {
  order::Command command = fix::decode(FIX::Message(request_text(), false), session()).value();
  std::get<order::CancelCommand>(command).symbol =
      "ETHUSDT";  // as in the venue's answer: one about another order is none
  if (order::put_under(session().terms, command)) throw std::runtime_error("the cancel is refused");
  return command;
}

fix::SessionSettings session_that_places() {
  auto settings = session();
  settings.terms.entry.enabled = true;
  return settings;
}

FIX::Message place_message() { return {message_of(kClient, "D", 2, place_body(1)), false}; }

order::SendPlace place() {
  auto command = std::get<order::PlaceCommand>(fix::decode(place_message(), session_that_places()).value());
  command.terms.self_trade_prevention = "EXPIRE_MAKER";
  return {.request = {order::TicketId{kTicket}, 1},
          .symbol = command.symbol,
          .order = order::ClientOrderId{"fb-1795359600000001"},
          .side = command.side,
          .terms = command.terms};
}

std::string place_frame() { return *venue::binance::make_dialect(credentials(), {})->encode(place(), now()); }

order::Outcome outcome() {
  const auto dialect = venue::binance::make_dialect(credentials(), {});
  return std::get<venue::Reply>(dialect->decode(kCancelReply)->message).outcome;
}

// A cancel that can be had again and again, each time as another.
class Cancels {
 public:
  void next() {
    ++number_;
    auto& request = std::get<order::Requested>(requested.what);
    auto& command = std::get<order::CancelCommand>(request.command);
    request.ticket = order::TicketId{kTicket + number_};
    command.cl_ord_id = order::ClOrdId{"b" + std::to_string(10'000'000'000 + number_)};
    command.order_id = std::to_string(1'000'000'000 + number_);
    requested.at += microseconds{100};
    auto& answer = std::get<order::VenueAnswered>(answered.what);
    answer.request.ticket = request.ticket;
    order::Order order = *std::get<order::Canceled>(answer.outcome).order;
    order.order_id = order::OrderId{static_cast<std::int64_t>(1'000'000'000 + number_)};
    order.client_order_id = command.orig_cl_ord_id;
    answer.outcome = order::Canceled{order};
    answered.at = requested.at + microseconds{50};
  }
  [[nodiscard]] int msg_seq_num() const { return static_cast<int>(number_) + 1; }

  order::Event requested{now(), order::Requested{.ticket = order::TicketId{kTicket},
                                                 .command = command(),
                                                 .prior = std::nullopt,
                                                 .refused = std::nullopt}};
  order::Event answered{now(),
                        order::VenueAnswered{.request = {order::TicketId{kTicket}, 1}, .outcome = outcome()}};

 private:
  std::uint64_t number_ = 0;
};

order::Report report() {
  Cancels cancels;
  cancels.next();
  order::Blotter blotter({});
  static_cast<void>(blotter.decide({now(), order::LinkUp{}}));
  static_cast<void>(blotter.decide(cancels.requested));
  return std::get<order::Tell>(blotter.decide(cancels.answered).front()).report;
}

std::string report_text(const order::Report& report, const fix::SessionSettings& session) {
  FIX::Message message = fix::message_of(fix::encode(report, session));
  auto& header = message.getHeader();
  header.setField(FIX::BeginString(session.begin_string));
  header.setField(FIX::SenderCompID(session.sender_comp_id));
  header.setField(FIX::TargetCompID(session.target_comp_id));
  header.setField(FIX::MsgSeqNum(1000));
  header.setField(FIX::FIELD::SendingTime, "20261127-10:00:00.000");
  return message.toString();
}

// FIX text to QuickFIX's message, by our dictionary.
void parse(benchmark::State& state) {
  const auto provider = fix::make_provider("FIX.4.4");
  const auto& dictionary = provider.getSessionDataDictionary(FIX::BeginString("FIX.4.4"));
  const std::string text = request_text();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(FIX::Message(text, dictionary, true));
}
BENCHMARK(parse);

// … and held against it.
void validate(benchmark::State& state) {
  const auto provider = fix::make_provider("FIX.4.4");
  const auto& dictionary = provider.getSessionDataDictionary(FIX::BeginString("FIX.4.4"));
  const FIX::Message message(request_text(), dictionary, true);
  for ([[maybe_unused]] auto _ : state) dictionary.validate(message);
}
BENCHMARK(validate);

// QuickFIX's message to a command, under the session's terms.
void map(benchmark::State& state) {
  const auto settings = session();
  const FIX::Message message(request_text(), false);
  for ([[maybe_unused]] auto _ : state) {
    auto command = fix::decode(message, settings);
    benchmark::DoNotOptimize(order::put_under(settings.terms, *command));
    benchmark::DoNotOptimize(order::refuse_stale(settings.terms, *command, now()));
  }
}
BENCHMARK(map);

// Both events of a cancel.
void decide(benchmark::State& state) {
  Cancels cancels;
  order::Blotter blotter({});
  static_cast<void>(blotter.decide({now(), order::LinkUp{}}));
  for ([[maybe_unused]] auto _ : state) {
    cancels.next();
    benchmark::DoNotOptimize(blotter.decide(cancels.requested));
    benchmark::DoNotOptimize(blotter.decide(cancels.answered));
  }
  if (blotter.open() != 0) state.SkipWithError("a cancel was not decided");
}
BENCHMARK(decide);

void sign(benchmark::State& state) {
  const auto signer = venue::binance::make_signer(credentials());
  const std::string payload =
      "apiKey=" + std::string(64, 'k') +
      "&orderId=8389765500001234567&recvWindow=2000&symbol=ETHUSDT&timestamp=1795359600000";
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(signer->sign(payload));
}
BENCHMARK(sign);

// A request to its frame, signed.
void encode(benchmark::State& state) {
  const auto dialect = venue::binance::make_dialect(credentials(), {});
  const order::SendCancel request{.request = {order::TicketId{kTicket}, 1},
                                  .symbol = "ETHUSDT",
                                  .order = order::OrderId{8389765500001234567}};
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(dialect->encode(request, now()));
}
BENCHMARK(encode);

// The venue's frame to what it proves.
void decode(benchmark::State& state) {
  const auto dialect = venue::binance::make_dialect(credentials(), {});
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(dialect->decode(kCancelReply));
}
BENCHMARK(decode);

// Of a place: QuickFIX's message to a command, under the session's terms …
void map_place(benchmark::State& state) {
  const auto settings = session_that_places();
  const auto message = place_message();
  for ([[maybe_unused]] auto _ : state) {
    auto command = fix::decode(message, settings);
    benchmark::DoNotOptimize(order::put_under(settings.terms, *command));
  }
}
BENCHMARK(map_place);

// … the request to its frame, signed …
void encode_place(benchmark::State& state) {
  const auto dialect = venue::binance::make_dialect(credentials(), {});
  const order::Request request = place();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(dialect->encode(request, now()));
}
BENCHMARK(encode_place);

// … the venue's answer, and what the stream tells besides.
void decode_place(benchmark::State& state) {
  const auto dialect = venue::binance::make_dialect(credentials(), {});
  const auto answer = venue_answer(place_frame());
  if (!dialect->decode(answer)) state.SkipWithError("the answer cannot be read");
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(dialect->decode(answer));
}
BENCHMARK(decode_place);

void read_stream(benchmark::State& state) {
  const auto dialect = venue::binance::make_dialect(credentials(), {});
  const auto event = venue_event(place_frame());
  if (!dialect->read_stream(event->text)) state.SkipWithError("the event cannot be read");
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(dialect->read_stream(event->text));
}
BENCHMARK(read_stream);

// A report to FIX text.
void tell(benchmark::State& state) {
  const auto settings = session();
  const auto what = report();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(report_text(what, settings));
}
BENCHMARK(tell);

// The turn of one request: its event with its evidence, the numbers, a commit.
void commit(benchmark::State& state, journal::Durability durability) {
  const endtoend::Directory directory;
  const auto journal =
      journal::open_sqlite({.file = directory.path() / "micro.db", .durability = durability});
  const std::string evidence = request_text();
  Cancels cancels;
  for ([[maybe_unused]] auto _ : state) {
    cancels.next();
    journal->append(cancels.requested, evidence);
    journal->set_numbers(session().key(), {1, cancels.msg_seq_num()});
    if (!journal->commit()) state.SkipWithError(journal->error().c_str());
  }
}
BENCHMARK_CAPTURE(commit, process, journal::Durability::Process)->UseRealTime();
BENCHMARK_CAPTURE(commit, disk, journal::Durability::Disk)->UseRealTime();

// Both turns of a cancel: the request as above, then the reply with its message and the end of the ticket.
void commit_both(benchmark::State& state, journal::Durability durability) {
  const endtoend::Directory directory;
  const auto journal =
      journal::open_sqlite({.file = directory.path() / "micro.db", .durability = durability});
  const auto key = session().key();
  const std::string evidence = request_text();
  order::Report end = report();
  const std::string message = report_text(end, session());
  Cancels cancels;
  for ([[maybe_unused]] auto _ : state) {
    cancels.next();
    const int number = cancels.msg_seq_num();
    journal->append(cancels.requested, evidence);
    journal->set_numbers(key, {number, number});
    bool committed = bool(journal->commit());
    journal->append(cancels.answered, kCancelReply);
    journal->store_message(key, number, message);
    journal->set_numbers(key, {number + 1, number});
    end.ticket = *order::ticket_of(cancels.requested);
    journal->close_ticket(end);
    committed = committed && journal->commit();
    if (!committed) state.SkipWithError(journal->error().c_str());
  }
}
BENCHMARK_CAPTURE(commit_both, process, journal::Durability::Process)->UseRealTime();
BENCHMARK_CAPTURE(commit_both, disk, journal::Durability::Disk)->UseRealTime();

// What a line of six fields takes of the thread that says it; another thread writes it.
void log_line(benchmark::State& state) {
  const About kAbout{"main", "FIX.4.4:BRIDGE->CLIENT1", "b00000000001", order::TicketId{1700000000000001}};
  for ([[maybe_unused]] auto _ : state) {
    log_ticket(log::Level::Info, "cancel_received", kAbout, log::Field{"order_id", "8389765500001234567"},
               log::Field{"orig_cl_ord_id", "FIX-42.a_B"}, log::Field{"symbol", "ETHUSDT"},
               log::Field{"msg_seq_num", 2});
  }
}
BENCHMARK(log_line);

}  // namespace
}  // namespace bridge::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const bridge::endtoend::Directory directory;
  bridge::log::open(bridge::log::Level::Info, (directory.path() / "micro.log").string());
  benchmark::RunSpecifiedBenchmarks();
  bridge::log::close();
}
