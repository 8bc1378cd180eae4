// What proves that a Logon is its session's: a password against its scrypt hash, or an Ed25519 signature
// against a public key. Slow on purpose (a password costs some 0.1 s of a processor). Pure; any thread.
#pragma once

#include "base/secret.hpp"
#include "fix/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bridge::fix {

// What a Logon brings to prove itself with.
struct Claim {
  std::string username;     // Username(553)
  Secret password;          // Password(554)
  std::string signed_text;  // MsgType, SenderCompID, TargetCompID, MsgSeqNum and SendingTime, SOH between
  std::string signature;    // RawData(96), base64
};

// Why the claim does not hold, for the log; nothing when it does. Never holds a password.
[[nodiscard]] std::optional<std::string> disproof(const Credentials& credentials, const Claim& claim);

// The hash of a password as
// "$scrypt$ln=15,r=8,p=1$SALT$HASH", with a salt of its own.
[[nodiscard]] std::string hash_password(std::string_view password);
// Why a text is no hash of that form that we verify; nothing when it is one.
[[nodiscard]] std::optional<std::string> complaint_about_hash(const std::string& hash);
// Why a text is not the PEM of an Ed25519 public key; nothing when it is.
[[nodiscard]] std::optional<std::string> complaint_about_key(const std::string& pem);

}  // namespace bridge::fix
