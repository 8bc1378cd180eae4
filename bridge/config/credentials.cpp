#include "config/credentials.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace bridge::config {
namespace {

namespace fs = std::filesystem;
using venue::KeyType;

constexpr std::uintmax_t kFileLimit = 16384;

// A name short and plain enough to be one: whoever writes env:<the secret> must not meet it in an error.
bool is_variable_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Secret from_environment(Section& section, std::string_view key, const std::string& name) {
  if (!is_variable_name(name)) {
    section.mistake(
        key, "env: is not followed by the name of an environment variable; write e.g. env:VENUE_SECRET");
    return {};
  }
  const char* value = std::getenv(name.c_str());
  if (value != nullptr && *value != '\0') return Secret(value);
  section.mistake(key,
                  "environment variable " + name + " is not set; set it before the start, or use file:PATH");
  return {};
}

Secret from_file(Section& section, std::string_view key, const fs::path& file) {
  std::error_code failed;
  const fs::file_status status = fs::status(file, failed);
  const auto refuse = [&](const std::string& why) {
    section.mistake(key, "cannot read " + shown_path(file) + ": " + why +
                             "; give a file with nothing but the value, readable by this user");
    return Secret();
  };
  if (!fs::exists(status)) return refuse(failed.message());
  if (!fs::is_regular_file(status)) return refuse("not a regular file");
  const std::uintmax_t size = fs::file_size(file, failed);
  if (failed) return refuse(failed.message());
  if (size > kFileLimit) return refuse("larger than 16 KiB");

  std::string value(size, '\0');
  std::ifstream input;
  input.rdbuf()->pubsetbuf(nullptr, 0);  // a buffer would keep a copy that nobody wipes
  input.open(file, std::ios::binary);
  if (!input || !input.read(value.data(), static_cast<std::streamsize>(size)))
    return refuse("permission denied");
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  if (value.empty()) return refuse("it is empty");
  if ((status.permissions() & fs::perms::others_read) != fs::perms::none) {
    section.warning(key, shown_path(file) + " is readable by every user of this machine; chmod 600 it");
  }
  return Secret(std::move(value));
}

// What a value may consist of.
enum class Form {
  Word,   // blanks and line breaks come from pasting; the venue would only say "signature invalid" (−1022)
  Pem,    // lines of text
  Phrase  // one line, in whatever language
};

bool is_allowed(char c, Form form) {
  const bool printable = c >= ' ' && c <= '~';
  switch (form) {
    case Form::Word:
      return printable && c != ' ';
    case Form::Pem:
      return printable || c == '\n' || c == '\r' || c == '\t';
    case Form::Phrase:
      return printable || (static_cast<unsigned char>(c) & 0x80U) != 0;
  }
  return false;
}

const char* complaint(Form form) {
  switch (form) {
    case Form::Word:
      return "contains a blank, a control or a non-ASCII character; paste the value again, alone";
    case Form::Pem:
      return "contains a control or a non-ASCII character; give the PEM file as it was made";
    case Form::Phrase:
      return "contains a line break or a control character; give the passphrase alone, on one line";
  }
  return "";
}

Secret checked(Section& section, std::string_view key, Secret secret, Form form) {
  const std::string_view value = secret.reveal();
  if (std::all_of(value.begin(), value.end(), [&](char c) { return is_allowed(c, form); })) return secret;
  section.mistake(key, complaint(form));
  return {};
}

// From env: or file:; nothing when the text names neither.
std::optional<Secret> from_elsewhere(Section& section, std::string_view key, const std::string& text,
                                     const fs::path& base) {
  if (text.starts_with("env:")) return from_environment(section, key, text.substr(4));
  if (text.starts_with("file:")) return from_file(section, key, base / text.substr(5));
  return {};
}

bool is_text(const Node& node) { return node.kind == Node::Kind::Scalar && !node.text.empty(); }

// Empty, with a mistake found, when there is none.
Secret read_value(Section& section, std::string_view key, const fs::path& base) {
  const Node* node = section.required(key);
  if (node == nullptr) return {};
  if (!is_text(*node)) {
    section.mistake(key, "must be env:NAME, file:PATH or the value itself");
    return {};
  }
  auto secret = from_elsewhere(section, key, node->text, base);
  if (secret) return std::move(*secret);
  section.warning(
      key, "written into the configuration; env:NAME or file:PATH keeps it out of backups and reviews");
  return Secret(node->text);
}

// The HMAC secret or the PEM; whichever it has to be, the other one is the likely mistake.
Secret read_secret(Section& section, const fs::path& base, std::optional<KeyType> type) {
  Secret secret = read_value(section, "secret", base);
  if (secret.empty() || !type) return secret;
  const bool pem = secret.reveal().find("-----BEGIN ") != std::string_view::npos;
  if (*type == KeyType::HmacSha256) {
    if (!pem) return checked(section, "secret", std::move(secret), Form::Word);
    section.mistake("secret",
                    "is a PEM, and key_type is hmac; set key_type: ed25519 or rsa, whichever it is");
  } else {
    if (pem) return checked(section, "secret", std::move(secret), Form::Pem);
    section.mistake("secret",
                    "is not a PEM; give the private key's file with its BEGIN and END lines, or set "
                    "key_type: hmac if it is an HMAC secret");
  }
  return {};
}

// An encrypted key beside its passphrase would be a lock with the key in it: no value in the file itself.
Secret read_passphrase(Section& section, const fs::path& base) {
  const Node* node = section.optional("passphrase");
  if (node == nullptr) return {};
  auto secret = is_text(*node) ? from_elsewhere(section, "passphrase", node->text, base) : std::nullopt;
  if (secret) return checked(section, "passphrase", std::move(*secret), Form::Phrase);
  section.mistake("passphrase", "must be env:NAME or file:PATH; it is not taken from the configuration");
  return {};
}

// Nothing, with a mistake found, for a word that is none: what else is wrong for it cannot be told then.
std::optional<KeyType> read_key_type(Section& section) {
  const auto type = section.choice<std::optional<KeyType>>(
      "key_type", {{"hmac", KeyType::HmacSha256}, {"rsa", KeyType::Rsa}, {"ed25519", KeyType::Ed25519}}, {});
  if (!type && !section.given("key_type")) return KeyType::HmacSha256;
  return type;
}

Secret read_passphrase_if(bool encryptable, Section& section, const fs::path& base) {
  if (encryptable) return read_passphrase(section, base);
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

}  // namespace

venue::Credentials read_credentials(Section& section, const fs::path& base) {
  const auto type = read_key_type(section);
  venue::Credentials credentials;
  credentials.type = type.value_or(KeyType::HmacSha256);
  const Secret api_key = checked(section, "key", read_value(section, "key", base), Form::Word);
  credentials.api_key = std::string(api_key.reveal());
  credentials.secret = read_secret(section, base, type);
  credentials.passphrase = read_passphrase_if(type != KeyType::HmacSha256, section, base);
  credentials.session_logon = read_session_logon_if(!type || *type == KeyType::Ed25519, section);
  return credentials;
}

}  // namespace bridge::config
