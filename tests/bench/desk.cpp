#include "bench/desk.hpp"

#include <string>

namespace bridge::bench {

fix::SessionSettings session() {
  fix::SessionSettings session;
  session.sender_comp_id = "BRIDGE";
  session.target_comp_id = kClient;
  session.terms.account = order::AccountName{kLane};
  return session;
}

venue::Credentials credentials() {
  venue::Credentials credentials;
  credentials.api_key = std::string(64, 'k');
  credentials.secret = Secret{std::string(64, 's')};
  return credentials;
}

}  // namespace bridge::bench
