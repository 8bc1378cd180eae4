#include "config/credentials.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>

namespace bridge::config {
namespace {

namespace fs = std::filesystem;

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
  std::ifstream input(file, std::ios::binary);
  if (!input || !input.read(value.data(), static_cast<std::streamsize>(size)))
    return refuse("permission denied");
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  if (value.empty()) return refuse("it is empty");
  if ((status.permissions() & fs::perms::others_read) != fs::perms::none) {
    section.warning(key, shown_path(file) + " is readable by every user of this machine; chmod 600 it");
  }
  return Secret(std::move(value));
}

// Blanks and line breaks inside come from pasting; the venue would only say "signature invalid" (−1022).
bool is_clean(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Secret read_secret(Section& section, std::string_view key, const fs::path& base) {
  const Node* node = section.required(key);
  if (node == nullptr) return {};
  if (node->kind != Node::Kind::Scalar || node->text.empty()) {
    section.mistake(key, "must be env:NAME, file:PATH or the value itself");
    return {};
  }
  const std::string& text = node->text;
  Secret secret;
  if (text.starts_with("env:")) {
    secret = from_environment(section, key, text.substr(4));
  } else if (text.starts_with("file:")) {
    secret = from_file(section, key, base / text.substr(5));
  } else {
    section.warning(
        key, "written into the configuration; env:NAME or file:PATH keeps it out of backups and reviews");
    secret = Secret(text);
  }
  if (is_clean(secret.reveal())) return secret;
  section.mistake(key, "contains a blank, a control or a non-ASCII character; paste the value again, alone");
  return {};
}

}  // namespace bridge::config
