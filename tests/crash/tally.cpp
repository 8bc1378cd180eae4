#include "crash/tally.hpp"

#include "crash/numbers.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace bridge::crash {

std::string_view kind_of(std::string_view report) {
  if (field_of(report, 35) == "8") return "canceled";
  const std::string reason = field_of(report, 102);
  if (reason == "0") return "too late";
  if (reason == "1") return "unknown";
  if (reason == "3") return "pending";
  return "refused";
}

namespace {

std::size_t false_credits(Evidence evidence) {
  const auto contradictions = [&] {
    const auto found = judge(evidence);
    return static_cast<std::size_t>(std::ranges::count(found, Breach::Contradiction, &Violation::breach));
  };
  evidence.judges_credit = false;
  const std::size_t without = contradictions();
  evidence.judges_credit = true;
  return contradictions() - without;
}

}  // namespace

void Tally::add(const Tally& other) {
  rounds += other.rounds;
  gateway_kills += other.gateway_kills;
  venue_kills += other.venue_kills;
  cuts += other.cuts;
  resets += other.resets;
  cancels += other.cancels;
  sent_again += other.sent_again;
  for (const auto& [kind, number] : other.told) told[kind] += number;
  repeats += other.repeats;
  written_again += other.written_again;
  credited += other.credited;
  for (const auto& [breach, number] : other.breaches) breaches[breach] += number;
  unreplayed += other.unreplayed;
  restarts.insert(restarts.end(), other.restarts.begin(), other.restarts.end());
}

void Tally::count(const Evidence& evidence, const std::vector<Violation>& violations) {
  cancels += evidence.cancels.size();
  std::set<std::string> seen;
  for (const auto& message : evidence.received) {
    if (!is_final(message)) continue;
    if (seen.insert(field_of(message, 11)).second) ++told[std::string(kind_of(message))];
    if (!is_fresh(message)) ++repeats;
  }
  std::map<std::string, int> written;
  for (const auto& request : evidence.requests) {
    if (request.cancel && ++written[request.ticket] == 2) ++written_again;
  }
  credited += false_credits(evidence);
  for (const auto& violation : violations) ++breaches[violation.breach];
}

std::string Tally::line() const {
  std::ostringstream out;
  out << rounds << " rounds: " << gateway_kills << " gateway kills, " << venue_kills << " venue kills, "
      << cuts << " cuts, " << resets << " resets; " << cancels << " cancels:";
  for (const auto& [kind, number] : told) out << ' ' << number << ' ' << kind << ',';
  out << ' ' << repeats << " repeated, " << written_again << " written again, " << credited
      << " credited to the wrong cancel, " << sent_again << " sent again by the client; ";
  for (const auto breach : {Breach::Lost, Breach::Double, Breach::Contradiction, Breach::Wire, Breach::Number,
                            Breach::ExecId, Breach::Open}) {
    const auto found = breaches.find(breach);
    out << (found == breaches.end() ? 0 : found->second) << ' ' << name_of(breach) << ", ";
  }
  out << unreplayed << " journals not replayed; ";
  std::vector<milliseconds> sorted = restarts;
  std::ranges::sort(sorted);
  out << "restart to logon ";
  if (sorted.empty()) {
    out << "not seen";
  } else {
    out << "median " << sorted[sorted.size() / 2].count() << " ms, max " << sorted.back().count() << " ms";
  }
  return out.str();
}

}  // namespace bridge::crash
