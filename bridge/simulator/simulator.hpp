// A venue to run against: a TLS server that behaves like Binance's USD-M futures WebSocket API, its user data
// stream and its REST interface, on one port. It is for the demo, the tests and a client's certification.
// It shares no code with venue/: it checks signatures and builds replies its own way. It owns its thread; its
// functions may be called from any thread. What it answers when: README.md in this folder.
#pragma once

#include "base/time.hpp"
#include "simulator/ban.hpp"
#include "simulator/behaviour.hpp"
#include "simulator/counters.hpp"
#include "simulator/order.hpp"
#include "simulator/order_limits.hpp"
#include "simulator/rest_faults.hpp"
#include "simulator/stream_faults.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

class Book;
class UserEvents;

// fixspec/venue.md, 3.3.
enum class KeyType { Hmac, Rsa, Ed25519 };

struct ApiKey {
  std::string api_key;
  KeyType type = KeyType::Hmac;
  std::string secret;  // HMAC-SHA256: the secret; else the public key as PEM
};

struct Settings {
  std::string address = "127.0.0.1";
  unsigned short port = 0;  // 0: any free one
  std::string cert_file;    // PEM; empty: a self-signed certificate for localhost and 127.0.0.1 is made
  std::string key_file;
  // An HMAC key that is always there …
  std::string api_key = "simulator-api-key-simulator-api-key-simulator-api-key-simulator-";
  std::string secret = "simulator-secret-simulator-secret-simulator-secret-simulator-sec";
  std::vector<ApiKey> keys;  // … and those besides it
  std::vector<Order> orders;
  std::map<std::string, Behaviour> behaviours;  // by client order id; the scenarios fill it
  milliseconds reply_delay{0};                  // before each reply to order.cancel
  std::int64_t weight_limit = 2400;             // REQUEST_WEIGHT a clock minute; 0: none, for load tests
  BanRules ban{};                               // for those who go on above it
  OrderLimitRules order_limits{};               // ORDERS of the account
  bool hedge_mode = false;                      // the account's position mode
  milliseconds ping_every{3 * 60'000};          // WebSocket ping frames (fixspec/venue.md, 1.2)
  milliseconds listen_key_life{60 * 60'000};    // of the user data stream's key, since start or the last ping
  // Every change of the book is appended here before anybody is told of it; its orders are there at the next
  // start and win over `orders`. When it is empty there is none.
  std::filesystem::path book_file{};
  // Where the account's events are published, on the simulator's thread; it must outlive the simulator.
  // nullptr: nowhere.
  UserEvents* user_events = nullptr;
};

// Reads an orders file: {"orders": [{"symbol": …, "orderId": …, …}]}. Throws std::runtime_error naming
// file, order, field and cause.
[[nodiscard]] std::vector<Order> load_orders(const std::filesystem::path& file);
// Reads a keys file: [{"apiKey": …, "type": "ed25519", "publicKeyFile": …}]. Throws std::runtime_error
// naming file, key, field and cause; never a secret.
[[nodiscard]] std::vector<ApiKey> load_keys(const std::filesystem::path& file);

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
  [[nodiscard]] virtual std::vector<Order> orders() const = 0;
  // The venue itself ends the order: FILLED (in full), EXPIRED or CANCELED. Returns false when it is not on
  // the book.
  virtual bool end(const std::string& symbol, std::int64_t order_id, const std::string& status) = 0;
  // Does something to the book on the simulator's thread, with true time, and waits for it: what hand.hpp
  // has, or a look at what is there. It throws what `deed` throws.
  virtual void at_book(const std::function<void(Book& book, Timestamp at)>& deed) = 0;
  // The same, but only looks.
  virtual void look(const std::function<void(const Book& book)>& look) const = 0;
  // When the countdowns that run are over, by symbol, true time.
  [[nodiscard]] virtual std::map<std::string, Timestamp> countdowns() const = 0;
  // The frames received so far, as they came, in order (the last 100,000).
  [[nodiscard]] virtual std::vector<std::string> frames() const = 0;
  [[nodiscard]] virtual Counters counters() const = 0;
  // --- faults ---
  [[nodiscard]] virtual Conditions conditions() const = 0;
  virtual void set(const Conditions& conditions) = 0;
  // Answers order.cancel no more (it is executed, its reply is dropped) until told otherwise.
  // The two switches see the error replies to order.cancel too.
  virtual void drop_cancel_replies(bool drop) = 0;
  // Delay before each reply to order.cancel, from now on; the cancel is executed at once. Replies of one
  // delay keep their order, replies of a shorter one overtake them.
  virtual void delay_cancel_replies(milliseconds delay) = 0;
  // The next `count` requests of `method` get this error instead of being checked and executed. Calls
  // for one method queue up; a count of 0 forgets those still waiting.
  virtual void fail_next(const std::string& method, int status, int code, const std::string& msg,
                         int count) = 0;
  virtual void fail_next(const std::string& method, const Refusal& refusal, int count) = 0;
  // From now on the requests for the order of this client id meet this, whatever they met before; with
  // kEveryOrder it is met by those that meet nothing of their own.
  virtual void behave(const std::string& client_order_id, const Behaviour& behaviour) = 0;
  // What the events and handshakes of the user data stream meet from now on, whatever they met before.
  virtual void behave_stream(const StreamBehaviour& behaviour) = 0;
  // What the REST requests of this route, such as "GET /fapi/v1/openOrders", meet from now on; with
  // kEveryRoute it is met by those that meet nothing of their own. fail_next() takes routes as well.
  virtual void behave_rest(const std::string& route, const std::vector<RestFault>& faults) = 0;
  // An event of the account that the book knows nothing of: `json` as it goes out, `type` its "e".
  virtual void publish(const std::string& type, const std::string& json) = 0;
  // Ends the life of the account's listen key now: listenKeyExpired, and no event any more.
  virtual void expire_listen_key() = 0;
  // A revoked key is refused with −2015, and the next request of a connection logged on with it gets the
  // null-id frame (fixspec/venue.md, 2.4). A key nobody knows changes nothing.
  virtual void revoke_key(const std::string& api_key) = 0;
  virtual void restore_key(const std::string& api_key) = 0;
  // Closes every connection without a close frame.
  virtual void drop_connections() = 0;
  // Does the same, and drops every new connection as soon as it comes, for so long.
  virtual void go_down(milliseconds outage) = 0;
  // Says what the connections that there are now are like from now on, of one service or of all; new ones are
  // as they should be.
  virtual void turn_connections(Line line, std::optional<Service> of = std::nullopt) = 0;
  // serverShutdown on every connection of the WebSocket API (fixspec/venue.md, 2.4); they are closed so much
  // later.
  virtual void shut_down(milliseconds close_after) = 0;
  // Bans the address of all clients: 418 and an end to every connection, HTTP 418 to new ones.
  virtual void ban(milliseconds length) = 0;
  // Forgets faults, conditions, bans, counters and frames. Book, keys and connections stay.
  virtual void reset() = 0;
  // Stops listening and answering; the port is free afterwards, book and frames stay readable.
  virtual void stop() = 0;
};

// It starts at once, and throws std::runtime_error when the address is in use or the certificate unreadable.
[[nodiscard]] std::unique_ptr<Simulator> start(const Settings& settings);

}  // namespace bridge::simulator
