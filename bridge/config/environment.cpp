// Secrets that came in the environment do not stay there.
#include "config/config.hpp"

#include <cstdlib>
#include <cstring>

namespace bridge::config {
namespace {

// This overwrites in place, because that is what /proc/PID/environ shows.
void forget(const std::string& name) {
  if (char* const value = std::getenv(name.c_str())) explicit_bzero(value, std::strlen(value));
  ::unsetenv(name.c_str());
}

}  // namespace

void forget_environment(Config& config) {
  std::set<std::string>& names = config.forgotten;
  for (const Account& account : config.accounts) names.insert(account.secret_variable);
  for (const Account& account : config.accounts) names.insert(account.passphrase_variable);
  names.erase("");
  for (const std::string& name : names) forget(name);
}

}  // namespace bridge::config
