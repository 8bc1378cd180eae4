#include "config/admission.hpp"

#include "base/secret_file.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace bridge::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFingerprintDigits = 64;  // of SHA-256

// The text; empty, with a mistake found, when it cannot be read.
std::string read_text(Section& section, std::string_view key, const fs::path& file) {
  const auto text = read_secret(file);
  if (text) return std::string(text->reveal());
  section.mistake(key,
                  "cannot read " + shown_path(file) + ": " + text.error().why + "; give a readable file");
  return {};
}

// Reads the hash itself, or file:PATH.
std::string read_hash(Section& section, const fs::path& base) {
  constexpr std::string_view kFile = "file:";
  std::string hash = section.required_text("password_hash");
  if (hash.starts_with(kFile)) {
    hash = read_text(section, "password_hash", base / hash.substr(kFile.size()));
  }
  if (hash.empty() || hash.starts_with("$scrypt$")) return hash;
  // The value is not repeated, because it may be the password itself.
  section.mistake("password_hash", "is not a password's hash; make one with: fixbridge password");
  return {};
}

fix::Credentials read_credentials_of_client(Section section, const fs::path& base) {
  fix::Credentials credentials;
  if (!section.present()) return credentials;
  if (section.given("username") || section.given("password_hash")) {
    credentials.username = section.required_text("username");
    credentials.password_hash = read_hash(section, base);
  }
  const std::string file = read_path(section, "public_key", base);
  if (!file.empty()) credentials.public_key = read_text(section, "public_key", file);
  section.finish();
  if (!credentials.any() && !section.given("username") && !section.given("password_hash") &&
      !section.given("public_key")) {
    section.mistake("", "is empty; give username and password_hash, or public_key");
  }
  return credentials;
}

// Reads "AB:CD:…" or "abcd…"; nothing when it is no SHA-256.
std::optional<std::string> fingerprint(const Node& node) {
  if (node.kind != Node::Kind::Scalar) return {};
  std::string digits;
  for (const char c : node.text) {
    if (c == ':') continue;
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return {};
    digits += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return digits.size() == kFingerprintDigits ? std::optional(digits) : std::nullopt;
}

std::vector<std::string> read_fingerprints(Section& section) {
  const Node* node = section.optional("fingerprint");
  if (node == nullptr) return {};
  const std::vector<Node> items = node->kind == Node::Kind::List ? node->items : std::vector<Node>{*node};
  std::vector<std::string> fingerprints;
  for (const Node& item : items) {
    if (auto read = fingerprint(item)) fingerprints.push_back(*std::move(read));
  }
  if (fingerprints.empty() || fingerprints.size() != items.size()) {
    section.mistake("fingerprint",
                    "is not the SHA-256 of a certificate, 64 hexadecimal digits, or a list of such; "
                    "openssl x509 -noout -fingerprint -sha256 -in CERT.pem prints it");
  }
  return fingerprints;
}

fix::CertificateRule read_certificate_rule(Section section) {
  fix::CertificateRule rule;
  if (!section.present()) return rule;
  rule.subject = section.text("subject", "");
  rule.fingerprints = read_fingerprints(section);
  section.finish();
  if (!rule.any() && !section.given("fingerprint")) {
    section.mistake("", "is empty; give subject, fingerprint or both");
  }
  return rule;
}

}  // namespace

std::vector<Network> read_networks(Section& section, std::string_view key) {
  const Node* node = section.optional(key);
  if (node == nullptr) return {};
  std::vector<Network> networks;
  for (const Node& item : node->items) {
    const auto network = item.kind == Node::Kind::Scalar ? Network::parse(item.text) : std::nullopt;
    if (network) networks.push_back(*network);
  }
  // An empty list would open a door that was meant to be shut.
  if (networks.empty() || networks.size() != node->items.size()) {
    section.mistake(
        key,
        "is not a list of networks; write e.g. [10.0.0.0/8, 192.0.2.7, \"2001:db8::/32\"], without "
        "bits beyond the prefix, or leave it out for all");
  }
  return networks;
}

std::string read_path(Section& section, std::string_view key, const fs::path& base) {
  const std::string text = section.text(key, "");
  if (text.empty()) {
    if (section.given(key)) section.mistake(key, "is empty; give the path of a file");
    return {};
  }
  return section.readable(key, base, text, "give the path of a readable file");
}

void read_admission(Section& section, const fs::path& base, fix::SessionSettings& session) {
  session.networks = read_networks(section, "networks");
  session.credentials = read_credentials_of_client(section.section("credentials"), base);
  session.certificate = read_certificate_rule(section.section("certificate"));
}

}  // namespace bridge::config
