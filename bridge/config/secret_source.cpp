#include "config/secret_source.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace bridge::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameMax = 40;

bool is_word(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// A name short and plain enough to be one: whoever writes env:<the secret> must not meet it in an error.
bool is_variable_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax && std::all_of(name.begin(), name.end(), is_word);
}
bool is_credential_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool is_text(const Node& node) { return node.kind == Node::Kind::Scalar && !node.text.empty(); }

}  // namespace

SecretSource SecretReader::required(std::string_view key) {
  const Node* node = section_.required(key);
  if (node == nullptr) return {};
  if (!is_text(*node)) {
    section_.mistake(key, "must be env:NAME, file:PATH, cred:NAME or the value itself");
    return {};
  }
  if (auto kept = elsewhere(key, node->text)) return std::move(*kept);
  section_.warning(
      key, "written into the configuration; env:NAME or file:PATH keeps it out of backups and reviews");
  return {.value = Secret(node->text)};
}

SecretSource SecretReader::optional(std::string_view key) {
  const Node* node = section_.optional(key);
  if (node == nullptr) return {};
  auto kept = is_text(*node) ? elsewhere(key, node->text) : std::nullopt;
  if (kept) return std::move(*kept);
  section_.mistake(key, "must be env:NAME, file:PATH or cred:NAME; it is not taken from the configuration");
  return {};
}

Secret SecretReader::value_of(std::string_view key, SecretSource kept) {
  if (kept.file.empty()) return std::move(kept.value);
  auto secret = read_secret(kept.file);
  if (secret) return std::move(*secret);
  cannot_read(key, kept.file, secret.error().why);
  return {};
}

Secret SecretReader::checked(std::string_view key, Secret value, SecretForm form) {
  const std::string_view flaw = flaw_of(value.reveal(), form);
  if (flaw.empty()) return value;
  section_.mistake(key, flaw);
  return {};
}

// What the text names; nothing when it names neither.
std::optional<SecretSource> SecretReader::elsewhere(std::string_view key, const std::string& text) {
  if (text.starts_with("env:")) return in_environment(key, text.substr(4));
  if (text.starts_with("file:")) return in_file(key, base_ / text.substr(5));
  if (text.starts_with("cred:")) return in_credentials(key, text.substr(5));
  return std::nullopt;
}

SecretSource SecretReader::in_environment(std::string_view key, const std::string& name) {
  if (!is_variable_name(name)) {
    section_.mistake(
        key, "env: is not followed by the name of an environment variable; write e.g. env:VENUE_SECRET");
    return {};
  }
  const char* value = std::getenv(name.c_str());
  if (value != nullptr && *value != '\0') return {.value = Secret(value), .variable = name};
  if (reading_.is_elsewhere || reading_.forgotten.contains(name)) return {.variable = name};
  section_.mistake(key,
                   "environment variable " + name + " is not set; set it before the start, or use file:PATH");
  return {};
}

SecretSource SecretReader::in_file(std::string_view key, const fs::path& file) {
  if (const std::string why = why_unreadable(file); !why.empty()) {
    cannot_read(key, file, why);
    return {};
  }
  if (is_open_to_all(file)) {
    section_.warning(key, shown_path(file) + " is readable by every user of this machine; chmod 600 it");
  }
  return {.file = file};
}

SecretSource SecretReader::in_credentials(std::string_view key, const std::string& name) {
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (!is_credential_name(name)) {
    section_.mistake(key,
                     "cred: is not followed by the name of a credential; write e.g. cred:venue-secret, and "
                     "LoadCredential=venue-secret:PATH into the service's unit");
    return {};
  }
  if (reading_.is_elsewhere) return {.variable = name};
  if (directory == nullptr || *directory == '\0') {
    section_.mistake(key,
                     "cred: wants $CREDENTIALS_DIRECTORY, which systemd sets for a service with "
                     "LoadCredential=; start it as one, or use file:PATH");
    return {};
  }
  return in_file(key, fs::path(directory) / name);
}

void SecretReader::cannot_read(std::string_view key, const fs::path& file, const std::string& why) {
  section_.mistake(key, "cannot read " + shown_path(file) + ": " + why +
                            "; give a file with nothing but the value, readable by this user");
}

}  // namespace bridge::config
