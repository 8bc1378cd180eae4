// The blotter of one account: all its tickets, and the decisions about them. It is pure (it has no I/O, no
// clock and no threads): the same events in give the same effects out, so a journal can be replayed. The
// lane's thread owns it.
//
// It promises: every accepted cancel gets exactly one final report, resting on a venue answer that is final
// by fixspec/venue.md, 5 or on a status query; no request for a ticket after its final report; a cancel is
// repeated only when the order is known open after the first can no longer arrive; of an order nothing is
// told but what the venue has said of that order.
#pragma once

#include "order/effect.hpp"
#include "order/event.hpp"
#include "order/mass_cancel.hpp"
#include "order/order_book.hpp"
#include "order/order_status_cache.hpp"
#include "order/reporting.hpp"
#include "order/settings.hpp"
#include "order/status_query.hpp"
#include "order/subject.hpp"
#include "order/ticket.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bridge::order {

class Blotter {
 public:
  explicit Blotter(BlotterSettings settings);

  // Decides one event. The effects are valid until the next call.
  [[nodiscard]] const std::vector<Effect>& decide(const Event& event);

  // The earliest deadline of any ticket. Once it has passed, the caller feeds DeadlinePassed for that ticket.
  struct Deadline {
    Timestamp at;
    TicketId ticket;
  };
  [[nodiscard]] std::optional<Deadline> next_deadline() const;

  [[nodiscard]] std::size_t open() const { return tickets_.size(); }
  [[nodiscard]] std::size_t open_status_queries() const { return status_queries_.size(); }
  [[nodiscard]] std::size_t doubtful() const;
  // Of the tickets that open() counts, these wait for somebody to look, and these were settled by hand but
  // are not yet confirmed by the venue.
  [[nodiscard]] std::size_t needing_attention() const;
  [[nodiscard]] std::size_t watched() const;
  // True when Resolved would settle the ticket, or take note of it: it is open, and either nobody has settled
  // it by hand or the venue has contradicted that since.
  [[nodiscard]] bool can_resolve(TicketId id) const;
  // It is open here: a cancel, or a question that waits for its answer.
  [[nodiscard]] bool has(TicketId id) const {
    return tickets_.contains(id) || status_queries_.contains(id) || mass_cancels_.contains(id) ||
           orders_.has(id);
  }
  // The orders that were placed here.
  [[nodiscard]] const OrderBook& orders() const { return orders_; }
  // What is to be done now that the session's client is gone; nothing when its orders stay. They stay, too,
  // while an earlier one of these is under way.
  [[nodiscard]] std::optional<MassCancelCommand> disconnected(const SessionKey& session,
                                                              const AccountName& account) const;
  [[nodiscard]] bool cancels_on_disconnect(const SessionKey& session) const;
  // Those that asked for it, whether or not they are configured still.
  [[nodiscard]] std::vector<SessionKey> cancel_on_disconnect_sessions() const;
  // Who asked for the ticket or the question with this id. It is empty unless that is open.
  [[nodiscard]] Subject subject(TicketId id) const;

 private:
  static constexpr const char* kNotConnected = "Not connected to the venue";
  using OrderKey = std::pair<OrderRef, std::string>;  // id, venue symbol: ids differ, symbols seldom do

  void on(const Requested& event);
  void on(const VenueAnswered& event);
  void on(const RequestLost& event);
  void on(const LinkUp& event);
  void on(const LinkDown& event);
  void on(const DeadlinePassed& event);
  void on(const Restarted& event);
  void on(const Resolved& event);
  void on(const StreamUp& event);
  void on(const StreamDown& event);
  void on(const StreamTold& event);
  void on(const AlgoTold& event);
  void on(const CancelOnDisconnectSet& event);
  void on(const LimitsSet& event) { orders_.set_limits(moment(), event); }
  void on(const PositionKept& event) { orders_.take_kept(moment(), event); }
  void count_anew(Ticket& ticket);
  void link_returned(Ticket& ticket);

  // What each kind of request begins with.
  void begin(const Requested& event, const CancelCommand& command);
  void begin(const Requested& event, const StatusCommand& question);
  void begin(const Requested& event, const PlaceCommand& command);
  void begin(const Requested& event, const ReplaceCommand& command);
  void begin(const Requested& event, const MassCancelCommand& command);
  void begin(const Requested& event, const MassStatusCommand& question);

  // Decides whether the request is refused before a ticket is opened, and else which order it means.
  [[nodiscard]] std::variant<Target, Report> judge(const Requested& event,
                                                   const CancelCommand& command) const;
  using Meant = bool (*)(const Ticket& ticket, const BlotterSettings& settings);
  [[nodiscard]] const Ticket* cancel_of(const std::string& symbol, const Target& target, Meant meant) const;
  // Tells what is known of the order that the request names.
  [[nodiscard]] Standing standing(const Requested& event, const CancelCommand& command) const;
  [[nodiscard]] Standing last_told(const std::string& symbol, const OrderRef& order) const;
  Ticket& open(const Requested& event, const CancelCommand& command, const Target& target);
  // These are about orders that were placed here; they are in order_cancel.cpp.
  [[nodiscard]] OrderBook::Moment moment() { return {now_, link_up_, settings_, effects_}; }
  [[nodiscard]] const PlacedOrder* placed(const CancelCommand& command) const;
  void cancel_placed(const Requested& event, const CancelCommand& command, const PlacedOrder& order);
  [[nodiscard]] std::optional<Report> refusal_of(const Requested& event, const CancelCommand& command,
                                                 const PlacedOrder& order) const;
  [[nodiscard]] bool answer_from_book(const Requested& event, const StatusCommand& question);
  [[nodiscard]] std::optional<Report> known_of(const Requested& event, const StatusCommand& question) const;
  void missing_of_placed(Ticket& ticket);
  void see_cancels(std::optional<TicketId> of);
  void ended_under(Ticket& ticket, const OrderFacts& facts);
  // The same of conditional orders, which are in conditional_cancel.cpp.
  [[nodiscard]] const PlacedOrder* untriggered(const Ticket& ticket) const;
  [[nodiscard]] Request cancel_for(Ticket& ticket);
  [[nodiscard]] Request question_for(Ticket& ticket);
  [[nodiscard]] bool algo_cancel_answered(Ticket& ticket, const Outcome& outcome);
  void algo_found(Ticket& ticket, const AlgoOrder& told);
  void follow_child(const PlacedOrder& order);
  [[nodiscard]] OrderRef name_of(const Ticket& ticket) const;

  // These are for mass cancels; they are in mass_cancel.cpp.
  void answer_repeated(const Requested& event, const MassCancelCommand& command);
  void refuse(TicketId id, const MassCancelCommand& command, const UnusableScope& why);
  void begin_canceling(MassCancel& mass);
  void cancel_ourselves(const Requested& event, const CancelCommand& command);
  [[nodiscard]] std::optional<Timestamp> waits_until(const Ticket& ticket) const;
  void came_to_nothing(const CancelCommand& command, const Report& report);
  void see_mass_cancels();
  void follow_orders(MassCancel& mass);
  void take_on(const MassCancel& mass, const PlacedOrder& order, MassCancel::Stage& stage);
  [[nodiscard]] bool mass_cancel_due(TicketId id);
  void answer(MassCancel& mass);
  void drop(MassCancel& mass);
  void act_at(MassCancel& mass, std::optional<Timestamp> at);
  void count_anew(MassCancel& mass);
  [[nodiscard]] bool waits_for_return(const SessionKey& session) const;

  // Answers a request whose ClOrdID was used before.
  void answer_repeated(const Requested& event, const CancelCommand& command);
  [[nodiscard]] bool names_the_same(const CancelCommand& command, const Prior& prior) const;

  void cancel_answered(Ticket& ticket, const Outcome& outcome);
  void status_answered(Ticket& ticket, const Outcome& outcome);
  void found(Ticket& ticket, const OrderFacts& told);
  void not_found(Ticket& ticket, const VenueError& error);
  void still_open(Ticket& ticket);
  void held_back(Ticket& ticket, const RequestLost& lost);
  void hold_back(Ticket& ticket, std::string reason, Timestamp not_before);
  void refuse_held_back(Ticket& ticket, const std::string& after);
  void try_again(Ticket& ticket);
  void settle(Ticket& ticket, const OrderFacts& told);
  void learn(Ticket& ticket, const OrderFacts& told);
  void refused_by_venue(Ticket& ticket, const VenueError& error);
  [[nodiscard]] std::optional<Timestamp> retry_at(const Ticket& ticket, const VenueError& error) const;
  void refuse(Ticket& ticket, const VenueError& error);

  void send_first(Ticket& ticket);
  void looked(Ticket& ticket, const Outcome& outcome);
  void send_cancel(Ticket& ticket);
  void doubt(Ticket& ticket);
  void ask(Ticket& ticket);
  void ask_later(Ticket& ticket, Timestamp not_before = {});
  void give_notice(Ticket& ticket);
  void call_for_attention(Ticket& ticket);
  void close(Ticket& ticket, Report report);  // tells the final report; `ticket` is gone afterwards
  // Takes the venue's word on a ticket that was settled by hand; `truth` is the report that it would have
  // been.
  void conclude(Ticket& ticket, Report truth);
  void forget(Ticket& ticket);
  void claim(const Ticket& ticket);    // the ticket holds its order under every id that is known of it
  void release(const Ticket& ticket);  // other requests for its order may come
  void drop(Ticket& ticket);
  void pass_notices(Ticket& ticket);

  // These answer questions about orders; they are in status_query.cpp.
  void answer(TicketId id, const Outcome& outcome);
  void answer(const StatusQuery& status_query, const OrderFacts& told);
  void unanswered(const StatusQuery& status_query, const std::string& why);
  void tell(const StatusQuery& status_query, Report report);
  [[nodiscard]] StatusQuery take(std::map<TicketId, StatusQuery>::iterator entry);
  void give_up(TicketId id, const std::string& why);
  void give_up_status_queries();
  // These find the open ticket with this id, and the open ticket of this order; null when there is none.
  [[nodiscard]] std::size_t count(bool (*of)(const Ticket&)) const;
  [[nodiscard]] const Ticket* open_ticket(TicketId id) const;
  [[nodiscard]] const Ticket* open_ticket(const std::string& symbol, const OrderRef& order) const;

  [[nodiscard]] Timestamp landed_by(const Ticket& ticket) const;
  void act_at(Ticket& ticket, std::optional<Timestamp> at);
  void reschedule(Ticket& ticket);

  [[nodiscard]] RequestId next_request(Ticket& ticket, RequestKind kind) const;
  [[nodiscard]] static std::vector<OrderKey> keys_of(const std::string& symbol, const Target& target);
  [[nodiscard]] static std::vector<OrderKey> keys_of(const Ticket& ticket);
  // The open tickets that claim an order under this id, the newest last.
  [[nodiscard]] std::vector<const Ticket*> claimants(const OrderKey& key) const;

  BlotterSettings settings_;
  microseconds wall_{};  // what Event::wall says of the event that is being decided
  Timestamp now_;        // the time of the event being decided
  bool link_up_ = false;
  std::map<TicketId, Ticket> tickets_;
  std::map<TicketId, StatusQuery> status_queries_;
  std::map<TicketId, MassCancel> mass_cancels_;
  std::map<SessionKey, CancelOnDisconnect> disconnect_rules_;
  std::set<std::pair<OrderKey, TicketId>> pending_;  // orders with an open ticket, under every id we know
  std::set<std::pair<Timestamp, TicketId>> deadlines_;
  OrderStatusCache known_;
  OrderBook orders_;
  std::vector<Effect> effects_;
};

}  // namespace bridge::order
