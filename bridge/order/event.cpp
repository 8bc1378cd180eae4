#include "order/event.hpp"

namespace bridge::order {
namespace {

struct TicketOf {
  std::optional<TicketId> operator()(const CancelRequested& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const StatusRequested& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const VenueAnswered& event) const { return event.request.ticket; }
  std::optional<TicketId> operator()(const RequestLost& event) const { return event.request.ticket; }
  std::optional<TicketId> operator()(const DeadlinePassed& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const LinkUp&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const LinkDown&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const Restarted&) const { return std::nullopt; }
};

}  // namespace

std::optional<TicketId> ticket_of(const Event& event) { return std::visit(TicketOf{}, event.what); }

}  // namespace bridge::order
