#include "crash/order_tally.hpp"

#include "crash/numbers.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace bridge::crash {
namespace {

std::string kind_of_report(std::string_view message) {
  if (field_of(message, 35) == "9") return "35=9 434=" + field_of(message, 434);
  if (field_of(message, 35) != "8") return "35=" + field_of(message, 35);
  return "150=" + field_of(message, 150);
}

}  // namespace

void OrderTally::add(const OrderTally& other) {
  rounds += other.rounds;
  gateway_kills += other.gateway_kills;
  venue_kills += other.venue_kills;
  cuts += other.cuts;
  flowed += other.flowed;
  for (const auto& [type, number] : other.sent) sent[type] += number;
  for (const auto& [kind, number] : other.told) told[kind] += number;
  trades += other.trades;
  open_at_rest += other.open_at_rest;
  for (const auto& [breach, number] : other.breaches) breaches[breach] += number;
  unreplayed += other.unreplayed;
  restarts.insert(restarts.end(), other.restarts.begin(), other.restarts.end());
}

void OrderTally::count(const OrderEvidence& evidence, const std::vector<Violation>& violations) {
  for (const auto& request : evidence.sent) ++sent["35=" + request.type];
  for (const auto& message : told_in_order(evidence.received)) ++told[kind_of_report(message)];
  trades += evidence.trades.size();
  for (const auto& violation : violations) ++breaches[violation.breach];
}

std::string OrderTally::line() const {
  std::ostringstream out;
  out << rounds << " rounds: " << gateway_kills << " gateway kills, " << venue_kills << " venue kills, "
      << cuts << " cuts; sent";
  std::size_t all = 0;
  for (const auto& [type, number] : sent) {
    out << ' ' << number << ' ' << type << ',';
    all += number;
  }
  const auto in_ms = std::max<std::int64_t>(flowed.count(), 1);
  out << ' ' << static_cast<std::int64_t>(all) * 1000 / in_ms << " a second; told";
  for (const auto& [kind, number] : told) out << ' ' << number << ' ' << kind << ',';
  out << " of " << trades << " trades; " << open_at_rest << " places in doubt at rest; ";
  for (const auto breach :
       {Breach::Lost, Breach::Double, Breach::Contradiction, Breach::Wire, Breach::Number, Breach::ExecId}) {
    const auto found = breaches.find(breach);
    out << (found == breaches.end() ? 0 : found->second) << ' ' << name_of(breach) << ", ";
  }
  out << unreplayed << " journals not replayed; restart to logon ";
  std::vector<milliseconds> sorted = restarts;
  std::ranges::sort(sorted);
  if (sorted.empty()) {
    out << "not seen";
  } else {
    out << "median " << sorted[sorted.size() / 2].count() << " ms, max " << sorted.back().count() << " ms";
  }
  return out.str();
}

}  // namespace bridge::crash
