// What an account's configuration becomes: its name in texts, its dialect, its blotter's settings, and what
// to do about the venue's errors. Any thread.
#pragma once

#include "config/config.hpp"
#include "order/settings.hpp"
#include "venue/dialect.hpp"

#include <memory>
#include <string>

namespace bridge {

// The rooms below do not know the account's name and write "<name>".
[[nodiscard]] std::string named(std::string text, const std::string& account);
// Makes the account's language, with a signer in this process, and takes its credentials. It throws
// std::runtime_error for a key that cannot be used, in the words of the configuration.
[[nodiscard]] std::unique_ptr<venue::Dialect> make_dialect(config::Account& account);
// What the account's configuration says about its tickets.
[[nodiscard]] order::BlotterSettings blotter_settings(const config::Account& account);
// What the operator of this account can do about the venue's error code; empty when there is nothing to do.
[[nodiscard]] std::string remedy_of(int code, const std::string& account);

}  // namespace bridge
