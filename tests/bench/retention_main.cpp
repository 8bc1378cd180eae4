// What a journal that is pruned while it runs comes to: its file's length, minute by minute, at a steady rate
// of cancels of which the last few seconds are kept, and what a turn waits meanwhile. As many cancels go as
// come: the same as a year's, a few seconds old.
//   bench_retention [SECONDS [RATE [KEEP_SECONDS]]]; KEEP_SECONDS 0: nothing is pruned
#include "base/log.hpp"
#include "bench/venue_answer.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace bridge {
namespace {

using Clock = std::chrono::steady_clock;

const order::SessionKey kSession{"FIX.4.4:BRIDGE->CLIENT1"};

order::Order order_of(std::uint64_t number) {
  order::Order order;
  order.client_order_id = "FIX-42.a_B";
  order.executed_qty = "0.000";
  order.order_id = order::OrderId{static_cast<std::int64_t>(8'389'765'500'000'000'000 + number)};
  order.orig_qty = "0.250";
  order.orig_type = "LIMIT";
  order.price = "3120.55";
  order.side = "BUY";
  order.position_side = "BOTH";
  order.status_text = "CANCELED";
  order.status = order::OrderStatus::Canceled;
  order.stop_price = "0.00";
  order.symbol = "ETHUSDT";
  order.time_in_force = "GTC";
  order.type = "LIMIT";
  order.update_time_ms = 1795359600057;
  order.working_type = "CONTRACT_PRICE";
  order.price_match = "NONE";
  order.self_trade_prevention_mode = "EXPIRE_MAKER";
  return order;
}

std::string with_header(char type, std::uint64_t number, const std::string& body) {
  std::string text = "8=FIX.4.4|9=210|35=" + std::string(1, type) + "|34=" + std::to_string(number) +
                     "|49=CLIENT1|52=" + fix_text(now()) + "|56=BRIDGE|" + body + "10=123|";
  std::ranges::replace(text, '|', '\x01');
  return text;
}

// Both turns of a cancel, as a lane has them.
class Cancels {
 public:
  explicit Cancels(journal::Journal& journal) : journal_(journal) {}

  void next() {
    const auto ticket = journal_.next_ticket();
    const auto number = static_cast<int>(++count_ + 1);
    const std::string cl_ord_id = "b" + std::to_string(10'000'000'000 + count_);
    const auto order = order_of(count_);
    order::CancelCommand command;
    command.session = kSession;
    command.cl_ord_id = order::ClOrdId{cl_ord_id};
    command.orig_cl_ord_id = "FIX-42.a_B";
    command.order_id = std::to_string(order.order_id.value());
    command.symbol = "ETHUSDT";
    command.venue_symbol = "ETHUSDT";
    command.transact_time = fix_text(now());
    command.msg_seq_num = number;
    command.account_name = order::AccountName{"main"};
    journal_.append({now(), order::Requested{.ticket = ticket,
                                             .command = command,
                                             .prior = std::nullopt,
                                             .refused = std::nullopt,
                                             .venue_time_ms = to_ms(now())}},
                    with_header('F', count_ + 1,
                                "11=" + cl_ord_id + "|37=" + command.order_id +
                                    "|41=FIX-42.a_B|54=1|55=ETHUSDT|60=" + command.transact_time + "|"));
    journal_.set_numbers(kSession, {number, number});
    commit();
    journal_.append({now(), order::VenueAnswered{.request = {ticket, 1}, .outcome = order::Canceled{order}}},
                    bench::kCancelReply);
    const std::string name = std::to_string(ticket.value()) + "-1";
    journal_.store_message(
        kSession, number,
        with_header('8', count_ + 1,
                    "1=main|6=0|11=" + cl_ord_id + "|14=0.000|17=" + name + "|37=" + command.order_id +
                        "|38=0.250|39=4|40=2|41=FIX-42.a_B|44=3120.55|54=1|55=ETHUSDT|58=Canceled|60=" +
                        fix_text(now()) + "|150=4|151=0|"));
    journal_.set_numbers(kSession, {number + 1, number});
    journal_.set_delivered(kSession, number);
    order::Report report;
    report.session = kSession;
    report.ticket = ticket;
    report.number = 1;
    report.kind = order::ReportKind::Canceled;
    report.final = true;
    report.cl_ord_id = command.cl_ord_id;
    report.orig_cl_ord_id = command.orig_cl_ord_id;
    report.order_id = command.order_id;
    report.symbol = command.symbol;
    report.side = command.side;
    report.ord_status = order::OrdStatus::Canceled;
    report.order = order;
    report.text = "Canceled";
    report.transact_time = now();
    journal_.close_ticket(report);
    commit();
  }
  // How long commits took since the last call: p50, p99 and the longest, in us.
  void print_waits() {
    std::ranges::sort(waits_);
    const auto at = [&](double part) {
      return waits_.empty() ? 0.0
                            : waits_[static_cast<std::size_t>(part * static_cast<double>(waits_.size() - 1))];
    };
    std::printf("   commit us p50 %.0f p99 %.0f max %.0f\n", at(0.5), at(0.99), at(1));
    waits_.clear();
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  void commit() {
    const auto began = Clock::now();
    if (!journal_.commit()) throw journal::JournalError(journal_.error());
    waits_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
  }

  journal::Journal& journal_;
  std::uint64_t count_ = 0;
  std::vector<double> waits_;
};

void run(int for_seconds, int rate, int keep_seconds) {
  std::string directory = (std::filesystem::temp_directory_path() / "retention-XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) throw std::runtime_error("no directory");
  journal::Settings settings{
      .file = std::filesystem::path(directory) / "main.db", .durability = {}, .retention = {}};
  settings.retention.ids_count = {};
  settings.retention.messages_stay_longer = {};
  if (keep_seconds > 0) settings.retention.keep = seconds{keep_seconds};
  {
    const auto journal = journal::open_sqlite(settings);
    Cancels cancels(*journal);
    const auto began = Clock::now();
    for (int second = 1; second <= for_seconds; ++second) {
      for (int i = 0; i < rate; ++i) {
        cancels.next();
        std::this_thread::sleep_until(began + std::chrono::seconds(second - 1) +
                                      (i + 1) * std::chrono::microseconds(1'000'000 / rate));
      }
      if (second % 10 != 0) continue;
      std::printf("%4d s %9llu cancels %8.1f MiB in main.db, %8.1f in all", second,
                  static_cast<unsigned long long>(cancels.count()),
                  static_cast<double>(std::filesystem::file_size(settings.file)) / (1 << 20),
                  static_cast<double>(journal->room().used) / (1 << 20));
      cancels.print_waits();
      std::fflush(stdout);
    }
  }
  const auto bytes = std::filesystem::file_size(settings.file);
  std::printf("in the end %.1f MiB: %.0f bytes for each cancel that is kept\n",
              static_cast<double>(bytes) / (1 << 20),
              static_cast<double>(bytes) / (rate * (keep_seconds > 0 ? keep_seconds : for_seconds)));
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace bridge

int main(int argc, char** argv) {
  const auto argument = [&](int index, int otherwise) {
    return argc > index ? std::stoi(argv[index]) : otherwise;
  };
  try {
    bridge::log::open(bridge::log::Level::Warn, "/dev/stderr");
    bridge::run(argument(1, 120), argument(2, 1000), argument(3, 10));
    bridge::log::close();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
