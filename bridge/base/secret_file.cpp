#include "base/secret_file.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <utility>

namespace bridge {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileLimit = 16384;

// A buffer would keep a copy that nobody wipes.
std::ifstream opened_unbuffered(const fs::path& file) {
  std::ifstream input;
  input.rdbuf()->pubsetbuf(nullptr, 0);
  input.open(file, std::ios::binary);
  return input;
}

bool is_allowed(char c, SecretForm form) {
  const bool printable = c >= ' ' && c <= '~';
  switch (form) {
    case SecretForm::Word:
      return printable && c != ' ';
    case SecretForm::Pem:
      return printable || c == '\n' || c == '\r' || c == '\t';
    case SecretForm::Phrase:
      return printable || (static_cast<unsigned char>(c) & 0x80U) != 0;
  }
  return false;
}

std::string_view complaint(SecretForm form) {
  switch (form) {
    case SecretForm::Word:
      return "contains a blank, a control or a non-ASCII character; paste the value again, alone";
    case SecretForm::Pem:
      return "contains a control or a non-ASCII character; give the PEM file as it was made";
    case SecretForm::Phrase:
      return "contains a line break or a control character; give the passphrase alone, on one line";
  }
  return {};
}

}  // namespace

std::string why_unreadable(const fs::path& file) {
  std::error_code failed;
  const fs::file_status status = fs::status(file, failed);
  if (!fs::exists(status)) return failed.message();
  if (!fs::is_regular_file(status)) return "not a regular file";
  const std::uintmax_t size = fs::file_size(file, failed);
  if (failed) return failed.message();
  if (size > kFileLimit) return "larger than 16 KiB";
  if (size == 0) return "it is empty";
  return opened_unbuffered(file) ? "" : "permission denied";
}

Result<Secret, Unread> read_secret(const fs::path& file) {
  if (auto why = why_unreadable(file); !why.empty()) return Unread{std::move(why)};
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(file, failed);
  if (failed || size > kFileLimit) return Unread{"it changes while it is read"};
  Secret secret = Secret::of_size(size);
  auto input = opened_unbuffered(file);
  if (!input.read(secret.room().data(), static_cast<std::streamsize>(size))) {
    return Unread{"permission denied"};
  }
  std::string_view value = secret.reveal();
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.remove_suffix(1);
  if (value.empty()) return Unread{"it is empty"};
  secret.shorten(value.size());
  return secret;
}

bool is_open_to_all(const fs::path& file) {
  std::error_code failed;
  const fs::perms allowed = fs::status(file, failed).permissions();
  return !failed && (allowed & fs::perms::others_read) != fs::perms::none;
}

std::string_view flaw_of(std::string_view value, SecretForm form) {
  const bool fine = std::all_of(value.begin(), value.end(), [&](char c) { return is_allowed(c, form); });
  return fine ? std::string_view{} : complaint(form);
}

}  // namespace bridge
