#include "order/event.hpp"

namespace bridge::order {
namespace {

struct TicketOf {
  std::optional<TicketId> operator()(const Requested& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const VenueAnswered& event) const { return event.request.ticket; }
  std::optional<TicketId> operator()(const RequestLost& event) const { return event.request.ticket; }
  std::optional<TicketId> operator()(const DeadlinePassed& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const Resolved& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const StreamTold& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const AlgoTold& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const LimitsSet& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const PositionKept& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const StreamUp&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const StreamDown&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const LinkUp&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const LinkDown&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const Restarted&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const CancelOnDisconnectSet&) const { return std::nullopt; }
};

}  // namespace

bool opens_ticket(const Requested& event) { return !event.prior || is_question(event.command); }

const SessionKey* session_of_kept(const Event& event) {
  if (const auto* limits = std::get_if<LimitsSet>(&event.what)) return &limits->session;
  if (const auto* position = std::get_if<PositionKept>(&event.what)) return &position->session;
  return nullptr;
}

std::optional<TicketId> ticket_of(const Event& event) { return std::visit(TicketOf{}, event.what); }

std::optional<AccountName> account_of(const Event& event) {
  const auto named = [](const AccountName& account) {
    return account.value().empty() ? std::nullopt : std::optional{account};
  };
  if (const auto* requested = std::get_if<Requested>(&event.what)) return account_of(requested->command);
  if (const auto* up = std::get_if<LinkUp>(&event.what)) return named(up->account);
  if (const auto* down = std::get_if<LinkDown>(&event.what)) return named(down->account);
  if (const auto* stream = std::get_if<StreamUp>(&event.what)) return named(stream->account);
  if (const auto* stream = std::get_if<StreamDown>(&event.what)) return named(stream->account);
  if (const auto* restarted = std::get_if<Restarted>(&event.what)) return named(restarted->account);
  if (const auto* set = std::get_if<CancelOnDisconnectSet>(&event.what)) return named(set->account);
  if (const auto* limits = std::get_if<LimitsSet>(&event.what)) return named(limits->account);
  if (const auto* position = std::get_if<PositionKept>(&event.what)) return named(position->account);
  return std::nullopt;
}

}  // namespace bridge::order
