// Knows who may log on: the sessions by which the door judges a Logon, and the proofs of those that have
// credentials, with a limit on wrong ones. The listener's thread.
#pragma once

#include "fix/door/credential_verifier.hpp"
#include "fix/door/door.hpp"
#include "fix/door/logon_throttle.hpp"
#include "fix/settings.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::fix {

class Logons {
 public:
  // Told why the Logon is refused; nothing when it is its session's.
  using Done = std::function<void(const std::optional<Refused>& refused)>;

  Logons(boost::asio::io_context& io, std::vector<SessionSettings> sessions)
      : sessions_(std::move(sessions)), verifier_(io) {}

  // Judges a connection as judge_first_message() does.
  [[nodiscard]] LogonDecision judge(std::string_view input, const Origin& origin, std::size_t limit) const;
  // `done` runs at once where nothing has to be proved, else later, on the io_context's thread; never after
  // this object is gone.
  void prove(Admitted admitted, const IpAddress& from, const Done& done);
  // Takes networks, credentials and certificate rules of the sessions it knows.
  void reload(const std::vector<SessionSettings>& sessions);

 private:
  [[nodiscard]] const Credentials& credentials(const order::SessionKey& key) const;
  [[nodiscard]] std::vector<std::string> names(const order::SessionKey& key, const IpAddress& from) const;
  [[nodiscard]] std::optional<Refused> conclude(const order::SessionKey& key, Timestamp sent_at,
                                                const IpAddress& from, std::optional<std::string> disproof);
  [[nodiscard]] bool is_replayed(const order::SessionKey& key, Timestamp sent_at) const;

  std::vector<SessionSettings> sessions_;
  LogonThrottle attempts_;
  std::map<order::SessionKey, IpAddress> last_from_;  // where a session with credentials logged on from
  std::map<order::SessionKey, Timestamp> last_sent_;  // SendingTime(52) of its last signed Logon
  CredentialVerifier verifier_;
};

}  // namespace bridge::fix
