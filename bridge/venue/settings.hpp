// What a link and a dialect need to be told; filled by config/. Any thread.
#pragma once

#include "base/secret.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <string>

namespace bridge::venue {

// fixspec/venue.md, 3.3.
enum class KeyType { HmacSha256, Rsa, Ed25519 };

// Who holds the key: this process, or one of its own that no peer can reach (decisions/0021).
enum class SignerPlace { Inline, Process };

struct Credentials {
  KeyType type = KeyType::HmacSha256;
  std::string api_key;
  Secret secret;               // HMAC-SHA256: the secret; else the private key as PEM (PKCS#8)
  Secret passphrase{};         // of an encrypted PEM
  bool session_logon = false;  // Ed25519 only: session.logon on each link instead of a signature a request
  SignerPlace signer = SignerPlace::Inline;
  std::string secret_file{};  // in place of `secret`: only the signer process reads it
  std::string passphrase_file{};
};

struct LinkSettings {
  std::string host;
  std::string port = "443";
  std::string path = "/ws-fapi/v1";
  std::string ca_file{};               // PEM; empty: the system's store
  milliseconds connect_timeout{5000};  // DNS, TCP, TLS and WebSocket handshake together
  milliseconds ping_interval{15000};   // our own ping when nothing was heard for so long
  milliseconds pong_timeout{5000};     // silence after our ping, or a frame not taken: dead
  milliseconds backoff_first{250};     // doubled on each failure, with jitter …
  milliseconds backoff_max{10000};     // … up to this
  std::size_t frame_limit = 1U << 20;  // bytes of one frame from the venue
  std::size_t queue_limit = 4096;      // frames staged and not yet written
  bool compression = false;            // permessage-deflate
};

struct RestSettings {
  std::string host;
  std::string port = "443";
  std::string ca_file{};               // PEM; empty: the system's store
  milliseconds connect_timeout{5000};  // DNS, TCP and TLS handshake together
  milliseconds backoff_first{250};     // doubled on each failure, with jitter …
  milliseconds backoff_max{10000};     // … up to this
  std::size_t queue_limit = 64;        // calls that are not answered yet
  std::size_t body_limit = 4U << 20U;  // bytes of one answer; a list of all symbols has about 1 MiB
  // The header that says how much of the address's weight is used up (fixspec/venue.md, 9.1).
  std::string used_weight_header = "X-MBX-USED-WEIGHT-1M";
};

}  // namespace bridge::venue
