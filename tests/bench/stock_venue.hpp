// The venue's side of bench_stock: a thread with a WebSocket.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace bridge::bench {

struct StockOrder {
  std::string symbol;
  std::string side;
  std::string quantity;
  std::string price;
};

struct StockAnswer {
  std::string id;
  std::string order_id;
  std::string symbol;
  std::string price;
  std::string orig_qty;
  std::string executed_qty;
};

class StockVenue {
 public:
  // Connects, and starts the thread. Throws on failure.
  StockVenue(unsigned short port, const std::string& ca_file);
  ~StockVenue();
  StockVenue(const StockVenue&) = delete;
  StockVenue& operator=(const StockVenue&) = delete;

  // Before the first request. Called on the venue's thread.
  void on_answer(std::function<void(const StockAnswer&)> answered);
  // From any thread.
  void cancel(const std::string& id, const std::string& symbol, const std::string& order_id);
  // A limit order; its client id is `id`.
  void place(const std::string& id, const StockOrder& order);

 private:
  class Thread;
  std::unique_ptr<Thread> thread_;
};

}  // namespace bridge::bench
