// FIX sessions and the listener, as configured; filled by config/. Any thread.
#pragma once

#include "base/network.hpp"
#include "base/time.hpp"
#include "order/terms.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace bridge::fix {

enum class Version { Fix42, Fix44, Fix50Sp2 };

// CancelOrdersOnDisconnect(8013) of a Logon, as other venues have it: S for the session's orders, N for none.
inline constexpr int kCancelOrdersOnDisconnect = 8013;

// When sequence numbers are reset, besides by a SequenceReset: when the client's Logon asks for it (141=Y),
// never (such a Logon is refused), at each Logon, or after each Logout.
enum class ResetPolicy { OnRequest, Never, OnLogon, OnLogout };

// A burst of `messages` requests at most, then one more every per / messages; 0: no limit.
struct RateLimit {
  int messages = 0;
  milliseconds per{1000};
};

// When the session may be on, by the clock of a time zone. Windows begin on `days`, each ending at the next
// `end`; or one a week, from start_day to end_day. `end` not after `start`: on the day, or the week, after.
struct ScheduleSettings {
  std::string time_zone;                          // IANA's name; empty: always on
  seconds start{0};                               // of the day
  seconds end{0};                                 // of the day
  std::vector<std::chrono::weekday> days;         // empty: every day
  std::optional<std::chrono::weekday> start_day;  // with end_day: weekly
  std::optional<std::chrono::weekday> end_day;    // with start_day
  bool reset = false;                             // numbers begin at 1 in each window
};

// What a Logon must bring: all of this that is not empty.
struct Credentials {
  std::string username;       // Username(553), with password_hash
  std::string password_hash;  // "$scrypt$…" of Password(554), as `fixbridge password` prints it
  std::string public_key;     // PEM, Ed25519: RawData(96) is a signature by its private key

  [[nodiscard]] bool any() const { return !password_hash.empty() || !public_key.empty(); }
};

// Which client certificates are the session's: all of this that is not empty must fit.
struct CertificateRule {
  std::string subject;                    // RFC 2253: "CN=desk1,O=Fund"
  std::vector<std::string> fingerprints;  // SHA-256, 64 hexadecimal digits in lower case; one must fit

  [[nodiscard]] bool any() const { return !subject.empty() || !fingerprints.empty(); }
};

struct SessionSettings {
  std::string begin_string = "FIX.4.4";  // FIX.4.2, FIX.4.4 or FIXT.1.1; the latter with FIX 5.0 SP2
  std::string sender_comp_id;            // ours
  std::string target_comp_id;            // the client's
  order::Terms terms;
  int cl_ord_id_days = 1;  // of the session, for which a ClOrdID(11) of 35=F stays used; 0: for ever
  // Our own tags are base + 1 … base + 114. When it is 0 they are left out.
  int custom_tag_base = 25000;
  // Whether reports of stop orders have 1109, and in FIX 4.4 also 1107: these tags are of FIX 5.0, and some
  // clients of older versions know them all the same.
  bool later_tags = false;
  std::size_t text_limit = 128;  // characters of Text(58)
  int timestamp_places = 3;      // of the second, in 52 and our other UTCTimestamps: 0, 3 or 6
  ResetPolicy reset = ResetPolicy::OnRequest;
  RateLimit rate_limit;
  ScheduleSettings schedule;
  int heart_bt_int_min = 1;  // seconds; a Logon outside of the bounds is refused
  int heart_bt_int_max = 120;
  std::vector<Network> networks;  // where it may log on from; empty: everywhere
  Credentials credentials;
  CertificateRule certificate;

  [[nodiscard]] Version version() const {
    return begin_string == "FIX.4.2"    ? Version::Fix42
           : begin_string == "FIXT.1.1" ? Version::Fix50Sp2
                                        : Version::Fix44;
  }
  // The session as QuickFIX writes a SessionID, "FIX.4.4:OURS->THEIRS".
  [[nodiscard]] order::SessionKey key() const {
    return order::SessionKey{begin_string + ":" + sender_comp_id + "->" + target_comp_id};
  }
};

// These are PEM files. They are read at the start and at each reload.
struct TlsSettings {
  std::string certificate;  // ours, and those up to the CA's
  std::string key;          // of it, without a passphrase
  std::string client_ca;    // of the clients' certificates; empty: none is asked for
  std::string crl;          // of that CA: what it has revoked; empty: none
};

struct ConnectionSettings {
  std::size_t message_limit = 65536;     // bytes of one inbound message
  std::size_t outbound_limit = 4194304;  // bytes staged or unsent; beyond: disconnect
};

struct ListenerSettings {
  std::string address = "127.0.0.1";
  unsigned short port = 0;         // 0: any free one
  std::optional<TlsSettings> tls;  // nothing: plain TCP
  std::vector<Network> networks;   // who may connect; empty: everyone
  milliseconds first_message_deadline{5000};
  std::size_t first_message_limit = 4096;           // bytes
  std::size_t strangers_limit = 64;                 // connections not yet logged on; the oldest goes first
  std::size_t connections_limit = 1024;             // all of them
  std::size_t connections_per_address = 256;        // … of one address
  RateLimit accept_rate{1000, milliseconds{1000}};  // connections of one address; 0: any number
  ConnectionSettings connection;                    // of those that are let in
};

}  // namespace bridge::fix
