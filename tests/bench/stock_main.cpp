// What a C++ user would write in a week: QuickFIX's own threaded acceptor and file store, and a thread of
// Asio's with one Beast WebSocket to the venue. No journal, no queue limits, no answer when the venue is
// silent.
//   bench_stock FIX_PORT VENUE_PORT CA_FILE DIRECTORY SESSIONS      says "ready"
#include "bench/stock_venue.hpp"
#include "fix/quickfix.hpp"
#include "where.hpp"

// As in fix/quickfix.hpp.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma push_macro("throw")
#define throw(...)
#include <quickfix/ThreadedSocketAcceptor.h>
#pragma pop_macro("throw")
#pragma GCC diagnostic pop

#include <csignal>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>

namespace bridge::bench {
namespace {

// What is known of a request until its answer comes.
struct Asked {
  FIX::SessionID session;
  std::string cl_ord_id;
  std::string orig_cl_ord_id;  // empty: a place
  std::string side;
};

class Application : public FIX::NullApplication {
 public:
  explicit Application(StockVenue& venue) : venue_(venue) {
    venue_.on_answer([this](const StockAnswer& answer) { report(answer); });
  }

  void fromApp(const FIX::Message& message, const FIX::SessionID& session) override {
    const std::string& type = message.getHeader().getField(FIX::FIELD::MsgType);
    if (type == FIX::MsgType_OrderCancelRequest) return cancel(message, session);
    if (type == FIX::MsgType_NewOrderSingle) return place(message, session);
    throw FIX::UnsupportedMessageType();
  }

 private:
  void cancel(const FIX::Message& message, const FIX::SessionID& session) {
    const std::string& id = message.getField(FIX::FIELD::ClOrdID);
    await({session, id, message.getField(FIX::FIELD::OrigClOrdID), message.getField(FIX::FIELD::Side)});
    venue_.cancel(id, message.getField(FIX::FIELD::Symbol), message.getField(FIX::FIELD::OrderID));
  }
  void place(const FIX::Message& message, const FIX::SessionID& session) {
    const std::string& side = message.getField(FIX::FIELD::Side);
    const std::string& id = message.getField(FIX::FIELD::ClOrdID);
    await({session, id, "", side});
    venue_.place(id, {.symbol = message.getField(FIX::FIELD::Symbol),
                      .side = side == "1" ? "BUY" : "SELL",
                      .quantity = message.getField(FIX::FIELD::OrderQty),
                      .price = message.getField(FIX::FIELD::Price)});
  }
  void await(Asked asked) {
    const std::lock_guard lock(mutex_);
    const std::string id = asked.cl_ord_id;
    asked_.emplace(id, std::move(asked));
  }
  void report(const StockAnswer& answer) {
    Asked asked;
    {
      const std::lock_guard lock(mutex_);
      const auto found = asked_.find(answer.id);
      if (found == asked_.end()) return;
      asked = std::move(found->second);
      asked_.erase(found);
    }
    FIX::Message message;
    message.getHeader().setField(FIX::MsgType(FIX::MsgType_ExecutionReport));
    message.setField(FIX::OrderID(answer.order_id));
    message.setField(FIX::ClOrdID(asked.cl_ord_id));
    message.setField(FIX::ExecID(std::to_string(++executions_)));
    const bool is_place = asked.orig_cl_ord_id.empty();
    if (is_place) {
      message.setField(FIX::FIELD::Price, answer.price);
    } else {
      message.setField(FIX::OrigClOrdID(asked.orig_cl_ord_id));
    }
    message.setField(FIX::ExecType(is_place ? FIX::ExecType_NEW : FIX::ExecType_CANCELED));
    message.setField(FIX::OrdStatus(is_place ? FIX::OrdStatus_NEW : FIX::OrdStatus_CANCELED));
    message.setField(FIX::FIELD::Symbol, answer.symbol);
    message.setField(FIX::FIELD::Side, asked.side);
    message.setField(FIX::FIELD::OrderQty, answer.orig_qty);
    message.setField(FIX::FIELD::LeavesQty, is_place ? answer.orig_qty : "0");
    message.setField(FIX::FIELD::CumQty, answer.executed_qty);
    message.setField(FIX::FIELD::AvgPx, "0");
    message.setField(FIX::TransactTime(FIX::UtcTimeStamp(), 3));
    FIX::Session::sendToTarget(message, asked.session);
  }

  StockVenue& venue_;
  std::mutex mutex_;
  std::map<std::string, Asked> asked_;  // by ClOrdID
  long executions_ = 0;
};

std::string settings(const std::string& port, const std::string& directory, int sessions) {
  std::string text = "[DEFAULT]\nConnectionType=acceptor\nSocketAcceptPort=" + port +
                     "\nSocketNodelay=Y\nStartTime=00:00:00\nEndTime=00:00:00\nFileStorePath=" + directory +
                     "\nUseDataDictionary=Y\nDataDictionary=" BRIDGE_SOURCE_DIR
                     "/fixspec/FIX44.xml\nBeginString=FIX.4.4\nSenderCompID=BRIDGE\n";
  for (int i = 1; i <= sessions; ++i) text += "[SESSION]\nTargetCompID=CLIENT" + std::to_string(i) + "\n";
  return text;
}

int run(char** argv) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  StockVenue venue(static_cast<unsigned short>(std::stoi(argv[2])), argv[3]);
  Application application(venue);
  std::istringstream text(settings(argv[1], argv[4], std::stoi(argv[5])));
  FIX::SessionSettings sessions(text);
  FIX::FileStoreFactory stores(sessions);
  FIX::ThreadedSocketAcceptor acceptor(application, stores, sessions);
  acceptor.start();
  std::cout << "ready" << std::endl;
  int signal = 0;
  sigwait(&ends, &signal);
  std::_Exit(0);
}

}  // namespace
}  // namespace bridge::bench

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: bench_stock FIX_PORT VENUE_PORT CA_FILE DIRECTORY SESSIONS\n";
    return 2;
  }
  return bridge::bench::run(argv);
}
