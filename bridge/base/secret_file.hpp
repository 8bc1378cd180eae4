// Reads secrets from files, says whether one can be read, and what a secret may consist of. The texts say why
// not, and nothing of what is in the file. Any thread.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace bridge {

struct Unread {
  std::string why;  // "No such file or directory", "it is empty"
};
// Why the file cannot hold a secret of ours; empty when it can. It looks at the file from outside and reads
// nothing.
[[nodiscard]] std::string why_unreadable(const std::filesystem::path& file);
// Reads the secret, without the line breaks at its end.
[[nodiscard]] Result<Secret, Unread> read_secret(const std::filesystem::path& file);
// True when every user of the machine may read the file.
[[nodiscard]] bool is_open_to_all(const std::filesystem::path& file);

enum class SecretForm {
  Word,   // blanks and line breaks come from pasting; the venue would only say "signature invalid" (−1022)
  Pem,    // lines of text
  Phrase  // one line, in whatever language
};
// What is wrong with a value and how to mend it; empty when nothing is.
[[nodiscard]] std::string_view flaw_of(std::string_view value, SecretForm form);

}  // namespace bridge
