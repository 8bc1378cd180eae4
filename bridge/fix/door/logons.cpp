#include "fix/door/logons.hpp"

#include "base/wall.hpp"

#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <utility>

namespace bridge::fix {
namespace {

const SessionSettings* find(const std::vector<SessionSettings>& sessions, const order::SessionKey& key) {
  const auto found =
      std::ranges::find_if(sessions, [&](const SessionSettings& session) { return session.key() == key; });
  return found == sessions.end() ? nullptr : &*found;
}

Refused refusal(const char* reason, const order::SessionKey& key, std::string detail) {
  return {.reason = reason, .detail = std::move(detail), .whole = true, .session = key.value()};
}

}  // namespace

LogonDecision Logons::judge(std::string_view input, const Origin& origin, std::size_t limit) const {
  return judge_first_message(input, origin, sessions_, limit, wall_time());
}

void Logons::prove(Admitted admitted, const IpAddress& from, const Done& done) {
  const auto& key = admitted.session;
  if (!credentials(key).any()) return done(std::nullopt);
  milliseconds wait{0};
  for (const auto& name : names(key, from)) wait = std::max(wait, attempts_.wait(name, now()));
  if (wait > milliseconds{0}) {
    return done(refusal("attempts", key,
                        "too many wrong logons of this session or address; the next one is looked at in " +
                            std::to_string(wait.count()) + " ms"));
  }
  const bool taken = verifier_.prove(
      credentials(key), std::move(admitted.claim),
      [this, key, from, sent_at = admitted.sent_at, done](const std::optional<std::string>& disproof) {
        done(conclude(key, sent_at, from, disproof));
      });
  if (!taken) done(refusal("busy", key, "too many logons wait for their credentials to be verified"));
}

std::optional<Refused> Logons::conclude(const order::SessionKey& key, Timestamp sent_at,
                                        const IpAddress& from, std::optional<std::string> disproof) {
  const auto who = names(key, from);
  if (!disproof && is_replayed(key, sent_at)) {
    disproof = "the signed Logon's SendingTime(52) is not after that of the session's last one";
  }
  if (disproof) {
    for (const auto& name : who) attempts_.failed(name, now());
    return refusal("credentials", key, *disproof);
  }
  for (const auto& name : who) attempts_.succeeded(name);
  last_from_[key] = from;
  if (sent_at != Timestamp{}) last_sent_[key] = sent_at;
  return {};
}

// A signed Logon that somebody has seen is not to be said again.
bool Logons::is_replayed(const order::SessionKey& key, Timestamp sent_at) const {
  const auto last = last_sent_.find(key);
  return sent_at != Timestamp{} && last != last_sent_.end() && sent_at <= last->second;
}

// The name under which wrong logons are counted. By it nobody can lock a session out from elsewhere than
// where it was last on from, nor lock out its neighbours there.
std::vector<std::string> Logons::names(const order::SessionKey& key, const IpAddress& from) const {
  const auto address = boost::asio::ip::address_v6(from).to_string();
  const auto last = last_from_.find(key);
  if (last != last_from_.end() && last->second == from) return {key.value() + " at " + address};
  return {key.value(), address};
}

const Credentials& Logons::credentials(const order::SessionKey& key) const {
  return find(sessions_, key)->credentials;
}

void Logons::reload(const std::vector<SessionSettings>& sessions) {
  for (auto& known : sessions_) {
    const auto* fresh = find(sessions, known.key());
    if (fresh == nullptr) continue;
    known.networks = fresh->networks;
    known.credentials = fresh->credentials;
    known.certificate = fresh->certificate;
  }
}

}  // namespace bridge::fix
