#include "config/credentials.hpp"

#include "config/secret_source.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bridge::config {
namespace {

namespace fs = std::filesystem;
using venue::KeyType;
using venue::SignerPlace;

// The HMAC secret or the PEM; whichever it has to be, the other one is the likely mistake.
Secret read_secret_of(SecretReader& keeper, Section& section, SecretSource kept,
                      std::optional<KeyType> type) {
  Secret secret = keeper.value_of("secret", std::move(kept));
  if (secret.empty() || !type) return secret;
  const bool pem = secret.reveal().find("-----BEGIN ") != std::string_view::npos;
  if (*type == KeyType::HmacSha256) {
    if (!pem) return keeper.checked("secret", std::move(secret), SecretForm::Word);
    section.mistake("secret",
                    "is a PEM, and key_type is hmac; set key_type: ed25519 or rsa, whichever it is");
  } else {
    if (pem) return keeper.checked("secret", std::move(secret), SecretForm::Pem);
    section.mistake("secret",
                    "is not a PEM; give the private key's file with its BEGIN and END lines, or set "
                    "key_type: hmac if it is an HMAC secret");
  }
  return {};
}

// The type of the key; nothing, with a mistake found, for a word that is none: then nobody can tell what else
// would be wrong for it.
std::optional<KeyType> read_key_type(Section& section) {
  const auto type = section.choice<std::optional<KeyType>>(
      "key_type", {{"hmac", KeyType::HmacSha256}, {"rsa", KeyType::Rsa}, {"ed25519", KeyType::Ed25519}}, {});
  if (!type && !section.given("key_type")) return KeyType::HmacSha256;
  return type;
}

SecretSource read_passphrase_if(bool encryptable, SecretReader& keeper, Section& section) {
  if (encryptable) return keeper.optional("passphrase");
  if (section.optional("passphrase") != nullptr) {
    section.mistake("passphrase",
                    "opens an encrypted PEM, and an HMAC secret is none; leave it out, or set key_type");
  }
  return {};
}

bool read_session_logon_if(bool possible, Section& section) {
  if (possible) return section.flag("session_logon", true);
  if (section.optional("session_logon") != nullptr) {
    section.mistake("session_logon",
                    "the venue logs on Ed25519 keys only; leave it out, or use such a key with "
                    "key_type: ed25519");
  }
  return false;
}

// A key that signs once a link costs nothing in a process of its own; one that signs each request does.
SignerPlace read_signer(Section& section, std::optional<KeyType> type, bool session_logon) {
  const bool seldom = type == KeyType::Ed25519 && session_logon;
  return section.choice<SignerPlace>("signer",
                                     {{"process", SignerPlace::Process}, {"inline", SignerPlace::Inline}},
                                     seldom ? SignerPlace::Process : SignerPlace::Inline);
}

}  // namespace

void read_credentials(Section& section, const fs::path& base, const Reading& reading, Account& account) {
  venue::Credentials& credentials = account.credentials;
  SecretReader keeper(section, base, reading);
  const auto type = read_key_type(section);
  credentials.type = type.value_or(KeyType::HmacSha256);
  credentials.session_logon = read_session_logon_if(!type || *type == KeyType::Ed25519, section);
  credentials.signer = read_signer(section, type, credentials.session_logon);

  const Secret api_key =
      keeper.checked("key", keeper.value_of("key", keeper.required("key")), SecretForm::Word);
  credentials.api_key = std::string(api_key.reveal());
  SecretSource secret = keeper.required("secret");
  SecretSource passphrase = read_passphrase_if(type != KeyType::HmacSha256, keeper, section);
  account.secret_variable = secret.variable;
  account.passphrase_variable = passphrase.variable;

  const bool unread = reading.leaves_files_to_signer && credentials.signer == SignerPlace::Process;
  if (unread) credentials.secret_file = std::exchange(secret.file, {}).string();
  if (unread) credentials.passphrase_file = std::exchange(passphrase.file, {}).string();
  credentials.secret = read_secret_of(keeper, section, std::move(secret), type);
  credentials.passphrase =
      keeper.checked("passphrase", keeper.value_of("passphrase", std::move(passphrase)), SecretForm::Phrase);
}

}  // namespace bridge::config
