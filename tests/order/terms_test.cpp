#include "order/terms.hpp"

#include <gtest/gtest.h>

namespace bridge::order {
namespace {

const Timestamp kNow = *from_fix_text("20261122-12:00:00.000");

CancelCommand cancel(const std::string& account = "", const std::string& symbol = "BTCUSDT") {
  CancelCommand command;
  command.orig_cl_ord_id = "X";
  command.account = account;
  command.symbol = symbol;
  command.transact_time = "20261122-11:59:59.500";
  return command;
}

Terms two_accounts() {
  Terms terms{};
  terms.accounts = {{"A1", AccountName{"main"}}, {"A2", AccountName{"hedge"}}};
  return terms;
}

// As the order router does: the terms first, then the age.
template <class One>
std::optional<Refusal> put_under(const Terms& terms, One& one, Timestamp at) {
  Command command = one;
  auto refusal = order::put_under(terms, command);
  one = std::get<One>(command);
  return refusal ? refusal : refuse_stale(terms, command, at);
}

std::string refusal_of(const Terms& terms, CancelCommand command) {
  const auto refusal = put_under(terms, command, kNow);
  return refusal ? std::to_string(static_cast<int>(refusal->reason)) + " " + refusal->text : "";
}

TEST(Terms, OneAccountTakesWhateverAccountTheClientWrites) {
  Terms terms{};
  terms.account = AccountName{"main"};
  for (const auto* account : {"", "desk-7"}) {
    auto command = cancel(account);
    EXPECT_FALSE(put_under(terms, command, kNow));
    EXPECT_EQ(command.account_name.value(), "main");
    EXPECT_EQ(command.account, account);
  }
}

TEST(Terms, AccountChoosesAmongSeveral) {
  auto command = cancel("A2");
  EXPECT_FALSE(put_under(two_accounts(), command, kNow));
  EXPECT_EQ(command.account_name.value(), "hedge");
}

TEST(Terms, RefuseAnAccountThatIsNotTheSessions) {
  EXPECT_EQ(refusal_of(two_accounts(), cancel("A3")), "2 Account(1)=A3 is not open to this session");
  EXPECT_EQ(refusal_of(two_accounts(), cancel("")),
            "2 Account(1) is missing; this session trades several accounts");
}

TEST(Terms, TheDefaultAccountIsForRequestsWithoutOne) {
  Terms terms = two_accounts();
  terms.account = AccountName{"main"};
  auto command = cancel("");
  EXPECT_FALSE(put_under(terms, command, kNow));
  EXPECT_EQ(command.account_name.value(), "main");
  EXPECT_NE(refusal_of(terms, cancel("A3")), "");
}

TEST(Terms, MapSymbolsAndPassTheRest) {
  Terms terms{};
  terms.account = AccountName{"main"};
  terms.symbols = {{"BTC/USDT", "BTCUSDT"}};
  auto mapped = cancel("", "BTC/USDT");
  auto plain = cancel("", "ETHUSDT");
  EXPECT_FALSE(put_under(terms, mapped, kNow));
  EXPECT_FALSE(put_under(terms, plain, kNow));
  EXPECT_EQ(mapped.venue_symbol, "BTCUSDT");
  EXPECT_EQ(plain.venue_symbol, "ETHUSDT");
}

TEST(Terms, RefuseASymbolThatIsNotTheSessions) {
  Terms terms{};
  terms.account = AccountName{"main"};
  terms.entitled_symbols = {"BTCUSDT", "ETH*"};
  EXPECT_EQ(refusal_of(terms, cancel()), "");
  EXPECT_EQ(refusal_of(terms, cancel("", "ETHUSDC")), "");
  EXPECT_EQ(refusal_of(terms, cancel("", "BTCUSDT1")), "2 Symbol(55)=BTCUSDT1 is not open to this session");
}

TEST(Terms, RefuseAnOldRequestThatNamesItsOrderByAClientIdAlone) {
  Terms terms{};
  terms.account = AccountName{"main"};
  auto old = cancel();
  old.transact_time = "20261122-10:59:59";
  EXPECT_EQ(refusal_of(terms, old).substr(0, 46), "99 TransactTime(60) is more than 3600 s ago an");
  auto by_order_id = old;
  by_order_id.order_id = "42";
  EXPECT_EQ(refusal_of(terms, by_order_id), "");
  Terms by_client_id = terms;
  by_client_id.prefer = IdPreference::ByOrigClOrdId;
  EXPECT_NE(refusal_of(by_client_id, by_order_id), "");
  auto none = old;
  none.order_id = "NONE";
  EXPECT_NE(refusal_of(terms, none), "");
  terms.stale_after = milliseconds{0};
  EXPECT_EQ(refusal_of(terms, old), "");
}

TEST(Terms, AreWrittenIntoTheRequest) {
  Terms terms{};
  terms.account = AccountName{"main"};
  terms.prefer = IdPreference::ByOrigClOrdId;
  terms.pending_cancel = PendingCancelNotice::Always;
  auto command = cancel();
  EXPECT_FALSE(put_under(terms, command, kNow));
  EXPECT_EQ(command.prefer, IdPreference::ByOrigClOrdId);
  EXPECT_EQ(command.pending_cancel, PendingCancelNotice::Always);
}

TEST(Terms, HoldForAStatusRequestToo) {
  Terms terms = two_accounts();
  terms.entitled_symbols = {"BTC*"};
  StatusCommand status;
  status.account = "A1";
  status.symbol = "BTCUSDT";
  EXPECT_FALSE(put_under(terms, status, kNow));
  EXPECT_EQ(status.account_name.value(), "main");
  status.symbol = "ETHUSDT";
  EXPECT_TRUE(put_under(terms, status, kNow));
}

// What means many orders need not name a symbol.
TEST(Terms, HoldForRequestsAboutManyOrders) {
  Terms terms = two_accounts();
  terms.entitled_symbols = {"BTC*"};
  terms.symbols = {{"BTC/USDT", "BTCUSDT"}};
  MassCancelCommand all;
  EXPECT_TRUE(put_under(terms, all, kNow)) << "the account is missing";
  all.account = "A1";
  EXPECT_FALSE(put_under(terms, all, kNow));
  EXPECT_EQ(all.account_name.value(), "main");
  MassStatusCommand status;
  status.account = "A2";
  status.scope.symbol = "BTC/USDT";
  EXPECT_FALSE(put_under(terms, status, kNow));
  EXPECT_EQ(status.scope.venue_symbol, "BTCUSDT");
  status.scope.symbol = "ETHUSDT";
  EXPECT_TRUE(put_under(terms, status, kNow));
}

}  // namespace
}  // namespace bridge::order
