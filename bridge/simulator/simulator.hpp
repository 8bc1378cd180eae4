// A venue to run against: a TLS WebSocket server that behaves like Binance's USD-M futures WebSocket API
// for order.cancel, order.status and session.status. The demo, the tests and a client's certification.
// Shares no code with venue/: it checks signatures and builds replies its own way. Owns its thread; its
// functions may be called from any thread. What it answers when: README.md in this folder.
#pragma once

#include "base/time.hpp"
#include "simulator/behaviour.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

// One order of the book, as the orders file gives it; fields as in order.status (venue §3.2).
struct Order {
  std::string symbol = "BTCUSDT";
  std::int64_t order_id = 0;
  std::string client_order_id;
  std::string status = "NEW";  // NEW, PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED
  std::string side = "BUY";
  std::string type = "LIMIT";
  std::string time_in_force = "GTC";
  std::string price = "0";
  std::string orig_qty = "0";
  std::string executed_qty = "0";
  std::string avg_price = "0";
  std::string cum_quote = "0";
  std::string stop_price = "0";
  std::string position_side = "BOTH";
  std::string working_type = "CONTRACT_PRICE";
  std::string price_match = "NONE";
  std::string self_trade_prevention_mode = "EXPIRE_MAKER";
  std::string activate_price;
  std::string price_rate;
  std::string orig_type;  // empty: as type
  bool reduce_only = false;
  bool close_position = false;
  bool price_protect = false;
  std::int64_t good_till_date = 0;
  std::int64_t time = 0;         // 0: when loaded
  std::int64_t update_time = 0;  // 0: when loaded
};

struct Settings {
  std::string address = "127.0.0.1";
  unsigned short port = 0;  // 0: any free one
  std::string cert_file;    // PEM; empty: a self-signed certificate for localhost and 127.0.0.1 is made
  std::string key_file;
  std::string api_key = "simulator-api-key-simulator-api-key-simulator-api-key-simulator-";
  std::string secret = "simulator-secret-simulator-secret-simulator-secret-simulator-sec";
  std::vector<Order> orders;
  std::map<std::string, Behaviour> behaviours;  // by client order id; the scenarios fill it
  milliseconds reply_delay{0};          // before each reply to order.cancel
  std::int64_t weight_limit = 2400;     // REQUEST_WEIGHT a clock minute; 0: none, for load tests
  milliseconds ping_every{3 * 60'000};  // WebSocket ping frames (venue §1.5)
};

// Reads an orders file: {"orders": [{"symbol": …, "orderId": …, …}]}. Throws std::runtime_error naming
// file, order, field and cause.
[[nodiscard]] std::vector<Order> load_orders(const std::filesystem::path& file);

class Simulator {
 public:
  virtual ~Simulator() = default;
  [[nodiscard]] virtual unsigned short port() const = 0;
  // PEM of the certificate clients must trust.
  [[nodiscard]] virtual std::string certificate() const = 0;
  // --- for tests: the book and what was asked ---
  // Replaces an order of the same symbol and id.
  virtual void put(const Order& order) = 0;
  [[nodiscard]] virtual std::optional<Order> find(const std::string& symbol, std::int64_t order_id) const = 0;
  // Frames received so far, as they came, in order (the last 100,000).
  [[nodiscard]] virtual std::vector<std::string> frames() const = 0;
  // Answers order.cancel no more (it is executed, its reply is dropped) until told otherwise.
  // The two switches see the error replies to order.cancel too.
  virtual void drop_cancel_replies(bool drop) = 0;
  // Delay before each reply to order.cancel, from now on; the cancel is executed at once. Replies to
  // order.cancel keep their order among themselves, other replies overtake them.
  virtual void delay_cancel_replies(milliseconds delay) = 0;
  // The next `count` requests of `method` get this error instead of being checked and executed. Calls
  // for one method queue up; a count of 0 forgets those still waiting.
  virtual void fail_next(const std::string& method, int status, int code, const std::string& msg,
                         int count) = 0;
  // Closes every connection without a close frame.
  virtual void drop_connections() = 0;
  // Stops listening and answering; the port is free afterwards, book and frames stay readable.
  virtual void stop() = 0;
};

// Starts at once. Throws std::runtime_error: address in use, certificate unreadable.
[[nodiscard]] std::unique_ptr<Simulator> start(const Settings& settings);

}  // namespace bridge::simulator
