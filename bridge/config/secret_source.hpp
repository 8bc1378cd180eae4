// Where a key, secret or passphrase of an account is kept: env:NAME, file:PATH, cred:NAME (a credential that
// systemd hands to a service) or, warned about, the configuration itself. A file is looked at from outside
// until somebody asks for its value. What the values are never shows in a finding. Used by one thread.
#pragma once

#include "base/secret_file.hpp"
#include "config/config.hpp"
#include "config/section.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::config {

struct SecretSource {
  Secret value{};                // from the environment, or written into the configuration
  std::filesystem::path file{};  // file: and cred:
  std::string variable{};        // env:; without a value when it was forgotten (Reading)
};

// Reads the values of one account's section. `base` is where a relative PATH starts.
class SecretReader {
 public:
  SecretReader(Section& section, const std::filesystem::path& base, const Reading& reading)
      : section_(section), base_(base), reading_(reading) {}

  // Has nothing in it, with a mistake found, when there is none.
  [[nodiscard]] SecretSource required(std::string_view key);
  // Must not be in the configuration itself, and has nothing in it when it is not given.
  [[nodiscard]] SecretSource optional(std::string_view key);
  // The value; a file is read now. It is empty, with a mistake found, when it cannot be read.
  [[nodiscard]] Secret value_of(std::string_view key, SecretSource kept);
  // Returns the same value; empty, with a mistake found, when it cannot be one of that form.
  [[nodiscard]] Secret checked(std::string_view key, Secret value, SecretForm form);

 private:
  [[nodiscard]] std::optional<SecretSource> elsewhere(std::string_view key, const std::string& text);
  [[nodiscard]] SecretSource in_environment(std::string_view key, const std::string& name);
  [[nodiscard]] SecretSource in_file(std::string_view key, const std::filesystem::path& file);
  [[nodiscard]] SecretSource in_credentials(std::string_view key, const std::string& name);
  void cannot_read(std::string_view key, const std::filesystem::path& file, const std::string& why);

  Section& section_;
  const std::filesystem::path& base_;
  const Reading& reading_;
};

}  // namespace bridge::config
