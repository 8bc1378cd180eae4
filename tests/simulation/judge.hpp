// Watches a history from outside of the bridge and compares: what clients asked, what is durable, what went
// over the wires, what really became of the orders (Truth), what the clients were told. Each check is one of
// the invariants of bridge/invariants.md, by its name. Knows nothing of the bridge's own bookkeeping. One
// thread.
#pragma once

#include "disk.hpp"
#include "order/history_judge.hpp"
#include "placed_truth.hpp"
#include "truth.hpp"
#include "world.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bridge::simulation {

// A message of a client, whatever became of it.
struct Request {
  int number = 0;  // of this history
  order::Command command;

  [[nodiscard]] const order::CancelCommand* cancel() const {
    return std::get_if<order::CancelCommand>(&command);
  }
  [[nodiscard]] const order::StatusCommand* status() const {
    return std::get_if<order::StatusCommand>(&command);
  }
  [[nodiscard]] const order::SessionKey& session() const { return order::session_of(command); }
};

struct Rules {
  milliseconds answer_within{5000};
  milliseconds recv_window{2000};
  milliseconds needs_attention_after{60000};
  milliseconds slack{2500};     // turns take time, and a deadline may wait for the next tick
  milliseconds lag_max{2000};   // of order.status behind the engine
  milliseconds young_for{500};  // an order may be unknown to order.status
  bool clocks_step = false;     // ours or the venue's
  std::size_t cancels_max = 3;
  milliseconds repeat_every{30000};  // … after that many
  milliseconds queue_for{2000};      // a cancel waits for a link
  std::int64_t weight_limit = 2400;
};

class Judge {
 public:
  Judge(World& world, Truth& truth, const PlacedTruth& placed, const Disk& disk, Rules rules)
      : world_(world), truth_(truth), placed_(placed), disk_(disk), rules_(rules), orders_(placed) {}

  // --- the lives of the process ---
  void began();
  void ended();  // whatever was not durable is gone

  // --- the journal ---
  void appended(const order::Event& event);
  void staged(const order::RequestId& request);  // it leaves with the turn
  void closed(order::TicketId ticket);
  void committed();
  void rolled_back();
  void reserved();  // the turn's numbers are durable without the journal

  // --- the FIX side ---
  void taken(const Request& request) { taken_.push_back(request); }  // by the engine, as part of the turn
  void told(const order::Report& report);
  // Bytes are about to leave, to a client or to the venue.
  void leaving();

  // --- the venue's side ---
  void written(const Asked& asked, Timestamp staged);  // to a socket
  void handed_over(const order::RequestId& request);   // to a link, to be written
  void kept_back(const order::RequestId& request);
  void executed(const Asked& asked);
  // The bridge reads that an order.cancel was refused for good, …
  void refused(const Asked& asked);
  // … that an order.status, taken up when the venue's clock showed `open_at`, found the order open, …
  void said_open(const Asked& asked, Timestamp open_at);
  // … that it has to be silent until then, by the venue's clock.
  void told_to_wait(Timestamp until);
  void banned() { world_.violated("I13", "the venue has banned the address"); }
  void broken_numbers(const order::SessionKey& session, const std::string& what) {
    world_.violated("I14", session.value() + ": " + what);
  }

  // --- any time ---
  void turn_ended();
  [[nodiscard]] bool settled() const;
  // The faults are over and everything had time to settle.
  void history_ended();
  [[nodiscard]] std::size_t recorded() const { return recorded_; }
  // The orders that clients have placed, as they were told of them: what they choose from.
  [[nodiscard]] const order::testing::Judge& orders() const { return orders_; }

 private:
  struct Attempt {
    std::int64_t timestamp_ms = 0;
    std::int64_t recv_window_ms = 0;
    bool kept_back = false;
    bool refused = false;
  };
  struct Ticket {
    order::CancelCommand command;
    Timestamp opened;
    Timestamp last_written{};
    std::map<std::uint32_t, Attempt> attempts{};  // order.cancel
    Timestamp said_open{};                        // the latest proof; the venue's clock
    std::optional<order::Report> final_report{};
    Timestamp ended{};
    bool pending_told = false;
    int heard_open = 0;  // the venue's word that the order is open, after the notice was due
    bool executed = false;
    bool handed_over = false;  // a cancel of it, to the link
    bool interrupted = false;  // the process died meanwhile: it cannot know whether a cancel left
  };
  struct Question {
    order::StatusCommand command;
    Timestamp asked;
    int answers = 0;
  };
  // What a client may expect for a ClOrdID: as many fresh final answers as there were new requests.
  struct Account {
    int expected = 0;
    int possible = 0;  // besides these
    int answers = 0;
    bool recorded = false;                        // a ticket was opened …
    std::optional<order::Report> final_report{};  // … and how it ended
    std::string order_id, orig_cl_ord_id;         // of the first request
  };
  using ClientKey = std::pair<order::SessionKey, std::string>;

  // The turn is durable: all that it took in and told.
  void keep();
  void record(const order::Event& event);
  void accept(const order::CancelCommand& command);
  void accept(const order::StatusCommand& command);
  void accept(const order::PlaceCommand& command) { accept_of_order(command); }
  void accept(const order::ReplaceCommand& command) { accept_of_order(command); }
  void accept(const order::MassCancelCommand&) {}
  void accept(const order::MassStatusCommand&) {}
  template <class OrderCommand>
  void accept_of_order(const OrderCommand& command);
  void deliver(const order::Report& report);
  void deliver_of_order(const order::Report& report);
  [[nodiscard]] bool recorded(const order::Report& report) const;
  void deliver_repeat(const order::Report& report, const Account& account);
  void judge_final(const order::Report& report, Ticket& ticket);
  void judge_rejected(const order::Report& report, const Ticket& ticket);
  void judge_status(const order::Report& report, const Question& question);
  // By this book alone: what a report says of an order holds of the order that it names, and of no other.
  void judge_standing(const order::Report& report);
  void judge_quantities(const order::Report& report, Timestamp since);
  [[nodiscard]] const TrueOrder* named(const order::Report& report) const;
  void judge_notices();
  void charge(std::int64_t weight);
  void judge_replay();
  void judge_orders();
  void judge_positions();
  void written_of_orders(const Asked& asked, const order::RequestId& request);
  [[nodiscard]] bool in_turn(const order::CancelCommand& command) const;
  void broken(const char* invariant, const order::Report& report, const std::string& why);

  World& world_;
  Truth& truth_;
  const PlacedTruth& placed_;
  const Disk& disk_;
  Rules rules_;

  // This turn's.
  std::vector<order::Event> events_;
  std::vector<Request> taken_;
  std::vector<order::Report> told_;
  // … of it what may be about orders that clients have placed, in its order.
  std::vector<std::variant<order::Requested, order::RequestId, order::Tell, order::Forget>> of_orders_;

  std::map<order::TicketId, Ticket> tickets_;
  std::map<order::TicketId, Question> questions_;
  std::set<order::TicketId> requested_;
  order::testing::Judge orders_;  // of those that clients have placed
  std::set<order::TicketId> placed_tickets_;
  std::set<std::string> client_ids_sent_;
  std::map<order::SessionKey, std::string> accounts_of_;
  std::map<std::string, std::int64_t> positions_;  // by account: bought less sold, as told
  std::map<ClientKey, Account> accounts_;
  std::set<int> accepted_;            // numbers of requests
  std::vector<std::string> reports_;  // of events, durable, in order, as text
  std::set<std::string> exec_ids_;
  std::optional<Timestamp> well_since_;  // up, with its journal
  bool disturbed_ = false;               // it died, or its journal failed, at some time
  Timestamp told_to_wait_at_ = Timestamp::max();
  Timestamp quiet_until_{};  // the venue's clock
  std::int64_t minute_ = 0;  // by the venue's clock
  std::int64_t others_ = 0;  // used in it, but for first cancels
  std::size_t recorded_ = 0;
};

}  // namespace bridge::simulation
