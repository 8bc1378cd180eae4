#include "order/event.hpp"

namespace bridge::order {
namespace {

struct TicketOf {
  std::optional<TicketId> operator()(const CancelRequested& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const StatusRequested& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const VenueAnswered& event) const { return event.request.ticket; }
  std::optional<TicketId> operator()(const RequestLost& event) const { return event.request.ticket; }
  std::optional<TicketId> operator()(const DeadlinePassed& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const Resolved& event) const { return event.ticket; }
  std::optional<TicketId> operator()(const LinkUp&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const LinkDown&) const { return std::nullopt; }
  std::optional<TicketId> operator()(const Restarted&) const { return std::nullopt; }
};

}  // namespace

std::optional<TicketId> ticket_of(const Event& event) { return std::visit(TicketOf{}, event.what); }

std::optional<AccountName> account_of(const Event& event) {
  const auto named = [](const AccountName& account) {
    return account.value().empty() ? std::nullopt : std::optional{account};
  };
  if (const auto* cancel = std::get_if<CancelRequested>(&event.what)) return cancel->command.account_name;
  if (const auto* status = std::get_if<StatusRequested>(&event.what)) return status->command.account_name;
  if (const auto* up = std::get_if<LinkUp>(&event.what)) return named(up->account);
  if (const auto* down = std::get_if<LinkDown>(&event.what)) return named(down->account);
  if (const auto* restarted = std::get_if<Restarted>(&event.what)) return named(restarted->account);
  return std::nullopt;
}

}  // namespace bridge::order
