#include "order/terms.hpp"

#include "base/text.hpp"
#include "order/target.hpp"

#include <algorithm>

namespace bridge::order {
namespace {

constexpr std::size_t kTermsQuotedLimit = 40;  // keeps a refusal's text within Text(58)'s 128 characters

std::optional<Refusal> find_account(const Terms& terms, const std::string& account, AccountName& name) {
  const auto refuse = [](std::string text) { return Refusal{RejectReason::VenueOption, std::move(text)}; };
  if (terms.accounts.empty() || account.empty()) {
    if (!terms.account) return refuse("Account(1) is missing; this session trades several accounts");
    name = *terms.account;
    return std::nullopt;
  }
  const auto entry = terms.accounts.find(account);
  if (entry == terms.accounts.end()) {
    return refuse("Account(1)=" + clean_text(account, kTermsQuotedLimit) + " is not open to this session");
  }
  name = entry->second;
  return std::nullopt;
}

// Where 55 of the request is: an order's, or that of many.
template <class Command>
auto& named_by(Command& command) {
  if constexpr (requires { command.scope; }) {
    return command.scope;
  } else {
    return command;
  }
}

template <class Command>
std::optional<Refusal> find_account_and_symbol(const Terms& terms, Command& command) {
  auto& named = named_by(command);
  const auto mapped = terms.symbols.find(named.symbol);
  named.venue_symbol = mapped == terms.symbols.end() ? named.symbol : mapped->second;
  if (auto refusal = find_account(terms, command.account, command.account_name)) return refusal;
  const bool entitled =
      terms.entitled_symbols.empty() || named.symbol.empty() ||
      std::any_of(terms.entitled_symbols.begin(), terms.entitled_symbols.end(),
                  [&](const std::string& pattern) { return is_meant(pattern, named.venue_symbol); });
  if (entitled) return std::nullopt;
  return Refusal{RejectReason::VenueOption, "Symbol(55)=" + clean_text(named.symbol, kTermsQuotedLimit) +
                                                " is not open to this session"};
}

// What only some requests have of the terms.
void fill(const Terms& terms, CancelCommand& command) {
  command.prefer = terms.prefer;
  command.pending_cancel = terms.pending_cancel;
}
void fill(const Terms&, StatusCommand&) {}
void fill(const Terms&, MassCancelCommand&) {}
void fill(const Terms&, MassStatusCommand&) {}
void fill(const Terms& terms, PlaceCommand& command) { command.entry = terms.entry; }
void fill(const Terms& terms, ReplaceCommand& command) {
  command.prefer = terms.prefer;
  command.entry = terms.entry;
}

}  // namespace

std::optional<Refusal> put_under(const Terms& terms, Command& command) {
  return std::visit(
      [&](auto& one) {
        fill(terms, one);
        return find_account_and_symbol(terms, one);
      },
      command);
}

std::optional<Refusal> refuse_stale(const Terms& terms, const Command& request, Timestamp at) {
  const auto* cancel = std::get_if<CancelCommand>(&request);
  if (cancel == nullptr) return std::nullopt;
  const CancelCommand& command = *cancel;
  const bool by_client_id = says_nothing(command.order_id) ||
                            (terms.prefer == IdPreference::ByOrigClOrdId && !command.orig_cl_ord_id.empty());
  if (terms.stale_after == milliseconds{0} || !by_client_id) return std::nullopt;
  const auto made = from_fix_text(command.transact_time);
  if (!made || *made + terms.stale_after >= at) return std::nullopt;
  return Refusal{RejectReason::Other,
                 "TransactTime(60) is more than " + std::to_string(terms.stale_after.count() / 1000) +
                     " s ago and OrigClOrdID(41) may name another order by now; name it by OrderID(37)"};
}

}  // namespace bridge::order
