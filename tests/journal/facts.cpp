#include "journal/facts.hpp"

#include "journal/text.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace bridge::journal {

order::CancelCommand command(const std::string& cl_ord_id) {
  return order::CancelCommand{.session = kSession,
                              .cl_ord_id = order::ClOrdId(cl_ord_id),
                              .orig_cl_ord_id = "o-" + cl_ord_id,
                              .order_id = "9007199254740993",
                              .symbol = "BTC/USDT",
                              .venue_symbol = "BTCUSDT",
                              .side = '2',
                              .order_qty = "0.250",
                              .account = "desk-7",
                              .transact_time = "20261122-17:09:31.123",
                              .msg_seq_num = 4711,
                              .route = "128=DESK7\x01",
                              .poss_dup = true,
                              .poss_resend = true,
                              .account_name = order::AccountName("main"),
                              .prefer = order::IdPreference::ByOrigClOrdId,
                              .pending_cancel = order::PendingCancelNotice::Always};
}

order::Order full_order() {
  return order::Order{.client_order_id = "my \"order\"",
                      .cum_quote = "",
                      .executed_qty = "0.100",
                      .order_id = order::OrderId(9223372036854775807),
                      .orig_qty = "0.250",
                      .orig_type = "TRAILING_STOP_MARKET",
                      .price = "30005.10",
                      .reduce_only = true,
                      .side = "SELL",
                      .position_side = "BOTH",
                      .status_text = "PARTIALLY_FILLED",
                      .status = order::OrderStatus::PartiallyFilled,
                      .stop_price = "0",
                      .close_position = true,
                      .symbol = "BTCUSDT",
                      .time_in_force = "GTC",
                      .type = "LIMIT",
                      .activate_price = "31000",
                      .price_rate = "0.3",
                      .update_time_ms = 1768224480123,
                      .working_type = "CONTRACT_PRICE",
                      .price_protect = true,
                      .price_match = "NONE",
                      .self_trade_prevention_mode = "EXPIRE_MAKER",
                      .good_till_date_ms = -1,
                      .avg_price = "30004.90",
                      .time_ms = 1768224400456};
}

order::VenueError full_error() {
  return order::VenueError{.status = 503,
                           .code = -1008,
                           .text = "Server is busy\x01\n",
                           .reason = order::RejectReason::VenueOption,
                           .retry_after_ms = 1768224480123,
                           .unknown_symbol = true,
                           .retry = order::Retry::Later};
}

order::Report report(std::uint64_t ticket) {
  return order::Report{.session = kSession,
                       .ticket = order::TicketId(ticket),
                       .number = 2,
                       .kind = order::ReportKind::Canceled,
                       .final = true,
                       .poss_resend = true,
                       .cl_ord_id = order::ClOrdId("c1"),
                       .orig_cl_ord_id = "o1",
                       .order_id = "9007199254740993",
                       .symbol = "BTC/USDT",
                       .side = '2',
                       .account = "desk-7",
                       .order_qty = "0.250",
                       .named_order_id = "09007199254740993",
                       .named_orig_cl_ord_id = "o2",
                       .ord_status = order::OrdStatus::Canceled,
                       .status_unknown = true,
                       .order = full_order(),
                       .reason = order::RejectReason::TooLate,
                       .venue_code = 25016,
                       .text = "Canceled",
                       .transact_time = from_us(1768224480123456),
                       .route = "128=DESK7\x01",
                       .ord_status_req_id = "req-1",
                       .ref_seq_num = 4712,
                       .business_reason = order::BusinessReason::NotAuthorized};
}

order::Event requested(std::uint64_t ticket, const std::string& cl_ord_id) {
  return {.at = from_us(1768224480000000),
          .what = order::Requested{.ticket = order::TicketId(ticket),
                                   .command = command(cl_ord_id),
                                   .prior = std::nullopt,
                                   .refused = std::nullopt}};
}

order::Event answered(std::uint64_t ticket, order::Outcome outcome) {
  return {
      .at = from_us(1768224480000500),
      .what = order::VenueAnswered{
          .request = {.ticket = order::TicketId(ticket), .attempt = 1, .kind = order::RequestKind::Status},
          .outcome = std::move(outcome)}};
}

order::Event link_up() { return {.at = from_us(1768224480000100), .what = order::LinkUp{}}; }

std::vector<std::string> texts(const std::vector<order::Event>& events) {
  std::vector<std::string> out;
  for (const auto& event : events) out.push_back(encode(event));
  return out;
}

void wait_for_tables(const Journal& journal) {
  for (const auto limit = now() + seconds(30); journal.behind() > 0;) {
    require(now() < limit, "the tables have every turn");
    std::this_thread::yield();
  }
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Directory::Directory() {
  std::string name = (std::filesystem::temp_directory_path() / "journal-XXXXXX").string();
  require(::mkdtemp(name.data()) != nullptr, "a directory for the test");
  path_ = name;
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Settings Directory::journal(Durability durability) const {
  return {.file = path_ / "bridge.db", .durability = durability};
}

int in_child(const std::function<void()>& work) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      work();
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "in the child: %s\n", failure.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  require(child > 0, "fork");
  int status = 0;
  require(::waitpid(child, &status, 0) == child, "waitpid");
  return status;
}

bool was_killed(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }
bool went_well(int status) { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }

void kill_myself() {
  ::kill(::getpid(), SIGKILL);
  std::abort();
}

void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("does not hold: " + what);
}

}  // namespace bridge::journal
