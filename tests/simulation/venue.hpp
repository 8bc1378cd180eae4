// The venue of a history: the simulator's requests and book on the history's clock, with the faults that the
// seed has in store. Tells the judge what it does; the judge's own book says what it should have done.
#pragma once

#include "judge.hpp"
#include "placed_truth.hpp"
#include "plan.hpp"
#include "simulator/book.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/requests.hpp"
#include "simulator/rest_requests.hpp"
#include "simulator/user_events.hpp"
#include "truth.hpp"
#include "world.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulation {

// A frame of the venue, and what it says by the venue's documents.
struct Said {
  std::string frame;
  Asked asked;                         // the request that it answers
  bool refused = false;                // known not to be executed
  std::optional<Timestamp> open_at{};  // an order.status that says open: when it was taken up
  std::optional<Timestamp> wait_until{};
};

// A connection, as both ends see it.
struct Connection {
  // The bridge's end; nothing once it has let go.
  class Client {
   public:
    virtual ~Client() = default;
    virtual void hear(const Said& said) = 0;
    virtual void end(const std::string& reason) = 0;
  };
  Client* client = nullptr;
  int number = 0;
  bool up = true;          // the venue still listens
  bool half_open = false;  // nothing passes any more, and nobody is told
  simulator::Visit visit{};
  std::string listen_key{};  // of a user-data stream
  Timestamp last_said{};     // by a stream, which keeps the order of its events
};

class Venue {
 public:
  Venue(World& world, const Plan& plan, Truth& truth, PlacedTruth& placed, Judge& judge);

  // --- the network's side ---
  // A handshake arrives. Nothing: it was refused; `hold`: and the client shall stay away so long.
  [[nodiscard]] std::shared_ptr<Connection> connect(milliseconds& hold);
  void arrive(const std::shared_ptr<Connection>& connection, const std::string& frame);
  [[nodiscard]] microseconds latency();
  // The same for a user-data stream; its path ends with the listen key.
  [[nodiscard]] std::shared_ptr<Connection> listen(const std::string& path);
  // What becomes of a call over REST.
  enum class Weather { Fine, Late, Silent, Refused, Unreachable };
  [[nodiscard]] Weather rest_weather();
  [[nodiscard]] simulator::RestAnswer ask(const std::string& target, const std::string& api_key,
                                          Weather weather);

  // --- the book and the weather ---
  void place(const simulator::Order& order);
  void change(std::int64_t order_id);  // it fills, in part or whole, or expires, or somebody cancels it
  void cut_all(milliseconds outage);
  void strangle_one();  // half-open
  void announce_shutdown();
  void heal() { faults_ = false; }
  void set_clock_error(milliseconds error);
  // --- the orders that clients have placed ---
  void trade();          // one of them, with somebody
  void meddle();         // somebody else changes or cancels one, or the venue ends it
  void quote();          // a stranger's order, for those that trade at once
  void cancel_placed();  // whatever is still open, by somebody else
  void cut_streams();
  void silence_streams();  // they tell nothing more, and end after a while
  void expire_listen_key();

 private:
  enum class Fault { None, Refuse, Doubt, Silence, Late, LateStart, Twice, Nonsense, Cut };

  [[nodiscard]] Fault roll(const Asked& asked);
  void take_up(const std::shared_ptr<Connection>& connection, const std::string& frame, const Asked& asked,
               Fault fault);
  [[nodiscard]] std::optional<std::string> execute(Connection& connection, const std::string& frame,
                                                   const Asked& asked);
  void answer(const std::shared_ptr<Connection>& connection, Said said, Fault fault);
  void say(const std::shared_ptr<Connection>& connection, Said said, microseconds after);
  void cut(const std::shared_ptr<Connection>& connection, const std::string& reason);
  [[nodiscard]] std::string in_doubt(const Asked& asked);
  [[nodiscard]] Said read_said(std::string frame, const Asked& asked) const;
  // Tells the streams what has happened on the book.
  void tell_streams();
  void tell(const std::shared_ptr<Connection>& stream, const std::string& event);

  World& world_;
  const Plan& plan_;
  Truth& truth_;
  PlacedTruth& placed_;
  Judge& judge_;
  simulator::KeyRing keys_;
  simulator::Book book_;
  simulator::PendingEvents events_;
  simulator::Requests requests_;
  simulator::RestRequests rest_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<std::shared_ptr<Connection>> streams_;
  int connections_made_ = 0;
  Timestamp down_until_{};
  bool faults_ = true;
};

// The credentials that the venue knows.
inline constexpr const char* kApiKey = "simulation-api-key-simulation-api-key-simulation-api-key-0123456";
inline constexpr const char* kSecret = "simulation-secret";

}  // namespace bridge::simulation
