#include "upstream/account_settings.hpp"

#include "venue/binance/dialect.hpp"
#include "venue/binance/errors.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

namespace bridge {

std::string named(std::string text, const std::string& account) {
  constexpr std::string_view kPlaceholder = "<name>";
  for (auto at = text.find(kPlaceholder); at != text.npos;
       at = text.find(kPlaceholder, at + account.size())) {
    text.replace(at, kPlaceholder.size(), account);
  }
  return text;
}

std::unique_ptr<venue::Dialect> make_dialect(config::Account& account) {
  try {
    return venue::binance::make_dialect(std::move(account.credentials), account.dialect);
  } catch (const std::runtime_error& error) {
    const std::string text = named(error.what(), account.name);
    throw std::runtime_error(text.starts_with("accounts.") ? text : "accounts." + account.name + ": " + text);
  }
}

order::BlotterSettings blotter_settings(const config::Account& account) {
  order::BlotterSettings settings;
  settings.answer_within = account.answer_within;
  settings.recv_window = account.dialect.recv_window;
  settings.queue_for = account.queue_for;
  settings.needs_attention_after = account.needs_attention_after;
  settings.absent_after = account.absent_after;
  settings.open_tickets_max = account.in_flight_limit;
  settings.open_status_queries_max = account.in_flight_limit;
  return settings;
}

std::string remedy_of(int code, const std::string& account) {
  return named(venue::binance::remedy(code), account);
}

}  // namespace bridge
