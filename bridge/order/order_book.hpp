// The orders that were placed here, on one account: each from its 35=D to its last fill, whoever acts on it
// meanwhile. Three witnesses tell of an order, the venue's replies, its user-data stream and what it lists
// when asked; whatever they say goes through one function, which decides what is new. Part of the blotter,
// and as pure; the lane's thread.
//
// It promises: order.place is sent once. Every fill is told once, with its own quantity, price and place in
// CumQty(14), and no fill is made of a reply. 14 never falls, 14 + 151 = 38 while the order lives, and there
// is one terminal report. A place is called rejected only when the venue refused it, when nothing of it left,
// or when it was proved absent.
#pragma once

#include "order/effect.hpp"
#include "order/event.hpp"
#include "order/placed_order.hpp"
#include "order/risk_check.hpp"
#include "order/settings.hpp"
#include "order/subject.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge::order {

class OrderBook {
 public:
  // What a decision is made with: the blotter's.
  struct Moment {
    Timestamp now;
    bool link_up;
    const BlotterSettings& settings;
    std::vector<Effect>& effects;
  };

  // ---- the blotter hands on what concerns orders ----
  void place(const Moment& moment, const Requested& event, const PlaceCommand& command);
  void replace(const Moment& moment, const Requested& event, const ReplaceCommand& command);
  // Each returns false when the ticket is none of this book's.
  bool answered(const Moment& moment, const VenueAnswered& event);
  bool lost(const Moment& moment, const RequestLost& event);
  bool deadline_passed(const Moment& moment, TicketId ticket);
  void told(const Moment& moment, const StreamTold& event);
  void told(const Moment& moment, const AlgoTold& event);
  void stream_up(const Moment& moment);
  void stream_down(const Moment& moment);
  void link_up(const Moment& moment);
  void restarted(const Moment& moment);
  // Somebody says that a place in doubt is not there. Returns false when it is not in doubt.
  bool resolve(const Moment& moment, const Resolved& event);

  // ---- risk limits ----
  void set_limits(const Moment& moment, const LimitsSet& event);
  void take_kept(const Moment& moment, const PositionKept& event);
  // Why a limit of the session or of the account forbids the request at `at`, as the orders stand. It is
  // asked before the request is recorded; what it says is recorded with it, and is not asked again.
  [[nodiscard]] std::optional<OrderRefusal> beyond_limits(const PlaceCommand& command, Timestamp at) const;
  [[nodiscard]] std::optional<OrderRefusal> beyond_limits(const ReplaceCommand& command, Timestamp at) const;
  // Those of a session, or with an empty key of the account; null when it has none.
  [[nodiscard]] const RiskLimits* limits(const SessionKey& session) const;
  // True when a limit of the session or of the account is decided by mark prices.
  [[nodiscard]] bool wants_mark_price(const SessionKey& session) const;
  // The sessions that have limits, and an empty key when the account has.
  [[nodiscard]] std::vector<SessionKey> limited() const;

  // ---- cancels: their tickets are the blotter's ----
  // The order that a request of this session means, by 37, or by any ClOrdID of its chain; null when it was
  // not placed here, or by another session.
  [[nodiscard]] const PlacedOrder* find(const SessionKey& session, const std::string& venue_symbol,
                                        const std::string& orig_cl_ord_id, const std::string& order_id) const;
  [[nodiscard]] const PlacedOrder* find(TicketId order) const;
  // Those of the session that are open, or may be, the oldest first.
  [[nodiscard]] std::vector<const PlacedOrder*> open_orders(const SessionKey& session,
                                                            const OrderScope& scope) const;
  void cancel_opened(TicketId order, TicketId cancel, const CancelCommand& command);
  void cancel_noticed(TicketId order, TicketId cancel);  // its 150=6 was told
  // Fills in what the book knows of the order.
  void dress(TicketId order, Report& report) const;
  // The blotter's ticket has come to its end; the client is told once all fills before it are.
  void cancel_concluded(const Moment& moment, TicketId order, Report report);
  void witness(const Moment& moment, TicketId order, const OrderFacts& facts);
  void canceled_by_hand(TicketId order);
  // The same of a conditional order, until it is triggered (conditional.cpp).
  void witness(const Moment& moment, TicketId order, const AlgoOrder& told);
  void witness(const Moment& moment, TicketId order, const AlgoCanceled& told);
  // Answers a 35=H, or a 35=D that is known and has 97=Y.
  [[nodiscard]] Report status(const PlacedOrder& order) const;

  // ---- figures ----
  [[nodiscard]] std::optional<std::pair<Timestamp, TicketId>> next_deadline() const;
  [[nodiscard]] bool has(TicketId ticket) const { return tickets_.contains(ticket); }
  [[nodiscard]] Subject subject(TicketId ticket) const;
  [[nodiscard]] std::size_t live() const;
  [[nodiscard]] std::size_t in_doubt() const;
  // Requests to place or replace whose answer is awaited.
  [[nodiscard]] std::size_t unanswered() const;
  // How many orders the venue may have on its book, by its symbol: those that live, but for conditional ones
  // that wait for their trigger. Without symbols of which there is none. It is kept, not counted anew.
  [[nodiscard]] const std::map<std::string, std::size_t>& on_book() const { return on_book_; }
  // The stream tells of everything, and what it may have missed was asked for.
  [[nodiscard]] bool in_sync() const { return stream_up_ && reconciling_.empty(); }
  // The order of a ticket: its own, or that of an amendment under way.
  [[nodiscard]] std::optional<TicketId> order_by(TicketId ticket) const;
  // The ticket of the order that a word of the stream is about; nothing when it was not placed here.
  [[nodiscard]] std::optional<TicketId> ticket_of(const Order& order) const;
  [[nodiscard]] std::optional<TicketId> ticket_of(const AlgoOrder& order) const;

 private:
  // ---- placing.cpp ----
  [[nodiscard]] std::optional<OrderRefusal> refusal(const Moment& moment, const Requested& event,
                                                    const PlaceCommand& command) const;
  void answer_repeated(const Moment& moment, const Requested& event, const PlaceCommand& command);
  void place_answered(const Moment& moment, PlacedOrder& order, const Outcome& outcome);
  void doubt(const Moment& moment, PlacedOrder& order);
  void reject(const Moment& moment, PlacedOrder& order, const OrderRefusal& why, int venue_code,
              bool keep_watch);

  // ---- order_absence.cpp ----
  void poll_answered(const Moment& moment, PlacedOrder& order, const RequestId& request,
                     const Outcome& outcome);
  void start_over(const Moment& moment, PlacedOrder& order);
  void turned_up_late(const Moment& moment, PlacedOrder& order);
  void cancel_late(const Moment& moment, PlacedOrder& order);

  // ---- replacing.cpp ----
  [[nodiscard]] std::optional<Report> replace_refusal(const Moment& moment, const Requested& event,
                                                      const ReplaceCommand& command,
                                                      const PlacedOrder* order) const;
  [[nodiscard]] bool repeats(const Moment& moment, const Requested& event,
                             const ReplaceCommand& command) const;
  // Why no replace of the order can be sent now, whatever else is pending; nothing when it can.
  [[nodiscard]] std::optional<Refusal> hindrance(const Moment& moment, const ReplaceCommand& command,
                                                 const PlacedOrder& order) const;
  void queue(const Moment& moment, PlacedOrder& order, Amendment amendment);
  void take_queued(const Moment& moment, PlacedOrder& order);
  void send_amendment(const Moment& moment, PlacedOrder& order);
  void amendment_answered(const Moment& moment, PlacedOrder& order, const RequestId& request,
                          const Outcome& outcome);
  void amendment_lost(const Moment& moment, PlacedOrder& order, const RequestLost& lost);
  void ask_about_amendment(const Moment& moment, PlacedOrder& order);
  void ask_about_amendment_later(const Moment& moment, PlacedOrder& order);
  void amended(const Moment& moment, PlacedOrder& order, std::int64_t venue_ms, std::string text = {});
  void refuse_amendment(const Moment& moment, PlacedOrder& order, RejectReason reason, std::string text,
                        int venue_code = 0);
  void refuse_queued(const Moment& moment, PlacedOrder& order, RejectReason reason, std::string text);
  void doubt_amendment(const Moment& moment, PlacedOrder& order);
  void close_amendment(PlacedOrder& order);
  [[nodiscard]] static bool shows(const Order& facts, const OrderTerms& terms);
  [[nodiscard]] static bool shows_wanted(const PlacedOrder& order, const Order& facts);
  // The order has ended with the wanted terms, and the venue has not said that it ended by the amendment.
  [[nodiscard]] static bool end_leaves_amendment_open(const PlacedOrder& order);

  // ---- order_merge.cpp: the one merge ----
  void merge(const Moment& moment, PlacedOrder& order, const OrderFacts& facts, const OrderUpdate* update);
  [[nodiscard]] static bool is_of_overtaken(const PlacedOrder& order, const OrderUpdate* update);
  void accept(const Moment& moment, PlacedOrder& order, const Order& facts);
  void tell_new(const Moment& moment, PlacedOrder& order, std::int64_t since_ms);
  void take_terms(const Moment& moment, PlacedOrder& order, const Order& facts, const OrderUpdate* update);
  [[nodiscard]] static bool canceled_in_its_place(const PlacedOrder& order, const Order& facts);
  [[nodiscard]] static bool end_waits_for_amendment(const PlacedOrder& order);
  void tell_fills(const Moment& moment, PlacedOrder& order, const std::vector<Fills::Fill>& fills);
  // Tells what can be told of its end, or sees what is to be asked next.
  void go_on(const Moment& moment, PlacedOrder& order);
  void pursue(const Moment& moment, PlacedOrder& order);
  void question_answered(const Moment& moment, PlacedOrder& order, const RequestId& request,
                         const Outcome& outcome);
  void ask(const Moment& moment, PlacedOrder& order, Request question);
  void ask_status(const Moment& moment, PlacedOrder& order);
  void ask_later(const Moment& moment, PlacedOrder& order, Timestamp not_before = {});

  // ---- conditional.cpp ----
  void merge(const Moment& moment, PlacedOrder& order, const AlgoOrder& told, std::int64_t time_ms);
  void learn(const Moment& moment, PlacedOrder& order, AlgoId id, std::int64_t since_ms);
  void become(const Moment& moment, PlacedOrder& order, OrderId child);
  void tell_triggered(const Moment& moment, PlacedOrder& order);
  bool hold_early(const Moment& moment, PlacedOrder& order, const OrderFacts& facts,
                  const OrderUpdate* update);
  void take_early(const Moment& moment, PlacedOrder& order);
  void take_childs_quantity(PlacedOrder& order, const Order& facts);
  bool algo_answered(const Moment& moment, PlacedOrder& order, const Outcome& outcome);
  [[nodiscard]] bool is_about(const PlacedOrder& order, const AlgoOrder& told) const;

  // ---- order_ending.cpp ----
  void finish(const Moment& moment, PlacedOrder& order);
  bool tell_canceled(const Moment& moment, PlacedOrder& order);
  void tell_canceled_by_us(const Moment& moment, PlacedOrder& order, CancelCause cause,
                           const Report& conclusion);
  void ended(const Moment& moment, PlacedOrder& order);
  void conclude_cancels(const Moment& moment, PlacedOrder& order);
  void forget(const Moment& moment, PlacedOrder& order);

  // ---- order_reporting.cpp ----
  [[nodiscard]] OrdStatus ord_status(const PlacedOrder& order) const;
  [[nodiscard]] Quantities quantities(const PlacedOrder& order) const;
  // TransactTime(60) is the venue's where it has said when; else it stays as it is.
  static void stamp(Report& report, std::int64_t venue_ms);
  [[nodiscard]] Report report_of(const PlacedOrder& order, ReportKind kind, Timestamp at) const;
  void tell(const Moment& moment, PlacedOrder& order, Report report);  // under the order's ticket
  void tell_amendment(const Moment& moment, const PlacedOrder& order, Amendment& amendment,
                      Report report);  // under the amendment's

  // ---- order_exposure.cpp ----
  [[nodiscard]] std::optional<OrderRefusal> check(const SessionKey& session, const RiskRequest& request,
                                                  const PlacedOrder* replaced, Timestamp at) const;
  [[nodiscard]] RiskUsage usage(const SessionKey& scope, const RiskLimits& limits, const RiskRequest& request,
                                const PlacedOrder* replaced, Timestamp at) const;
  static void count_requests(RiskUsage& used, const RiskLimits& limits, const PlacedOrder& order,
                             Timestamp at);
  void add_position(RiskUsage& used, const SessionKey& scope, const RiskRequest& request,
                    const PlacedOrder* replaced) const;
  [[nodiscard]] bool keeps_positions(const SessionKey& session) const;
  void keep_position(const Moment& moment, const PlacedOrder& order);

  // ---- small things ----
  [[nodiscard]] PlacedOrder* order_of(TicketId ticket);
  [[nodiscard]] RequestId next_request(PlacedOrder& order, RequestKind kind) const;
  void reschedule(PlacedOrder& order);
  void count(PlacedOrder& order, bool on_book);
  void set_due(TicketId ticket, std::optional<Timestamp> at);
  void index(const PlacedOrder& order);
  void name(PlacedOrder& order, const ClOrdId& cl_ord_id);
  void reconciled(PlacedOrder& order);

  // The newest of what is kept, each with the ticket that it is kept under.
  struct KeptLimits {
    TicketId ticket;
    RiskLimits limits;
  };
  struct PositionKey {
    SessionKey session;
    std::string symbol;
    PositionSide position_side = PositionSide::Both;
    friend auto operator<=>(const PositionKey&, const PositionKey&) = default;
  };
  struct KeptPosition {
    TicketId ticket{0};  // 0: its event is still to come
    std::string bought = "0";
    std::string sold = "0";
  };

  bool stream_up_ = false;
  std::map<TicketId, PlacedOrder> orders_;
  std::map<TicketId, TicketId> tickets_;  // of orders and of amendments under way, to the order's
  std::map<std::pair<SessionKey, ClOrdId>, TicketId> by_cl_ord_id_;
  std::map<ClientOrderId, TicketId> by_client_id_;
  std::map<std::pair<std::string, OrderId>, TicketId> by_order_id_;  // venue symbol, orderId
  std::map<AlgoId, TicketId> by_algo_id_;
  std::map<std::string, std::size_t> on_book_;  // venue symbol
  std::set<TicketId> reconciling_;
  std::set<std::pair<Timestamp, TicketId>> deadlines_;
  std::map<TicketId, Timestamp> due_;  // of deadlines_, by ticket
  std::map<SessionKey, KeptLimits> limits_;
  std::map<PositionKey, KeptPosition> positions_;
};

}  // namespace bridge::order
