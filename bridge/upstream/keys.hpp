// Knows the accounts' keys, and who signs with which: they are taken at the start and, when the configuration
// is read again, renewed. The gateway's thread; what it makes belongs to a lane.
#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "venue/binance/dialect.hpp"
#include "venue/binance/signing/signer_process.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bridge {

// Starts the signer process for the accounts that want one; there is none when none does. It has to come
// before the first thread and the first socket, and throws std::runtime_error when it cannot be started.
[[nodiscard]] std::unique_ptr<venue::binance::SignerProcess> start_signer(const config::Config& config);

class Keys {
 public:
  using DialectPtr = std::shared_ptr<const venue::Dialect>;
  struct Key {
    std::string api_key;
    std::shared_ptr<const venue::binance::Signer> signer;
  };
  // A key on its way into use, and the language that signs with it; none when the key is the one in use.
  struct Renewal {
    DialectPtr dialect;
    Key key;
  };
  struct Refused {
    std::string why;  // with the account and what to do; nothing secret
  };

  explicit Keys(std::unique_ptr<venue::binance::SignerProcess> signer);

  // Takes the account's credentials. It throws std::runtime_error for a key that cannot be used, in the words
  // of the configuration.
  [[nodiscard]] DialectPtr take(config::Account& account);
  // Takes the credentials of the same account as it is written now. What becomes of the key is told to
  // settled(), in the order of the renewals.
  [[nodiscard]] Result<Renewal, Refused> renew(config::Account& account);
  void settled(const std::string& account, Key key, bool taken);
  // Wipes what no link signs with any more. Returns true when some keys are still in use beside the newest.
  bool wipe_unused();

  // Whether the signer process, if there is one, has ended; and what becomes readable then (-1 when there is
  // none).
  [[nodiscard]] bool signer_is_dead() { return process_ != nullptr && process_->is_dead(); }
  [[nodiscard]] int signer_socket() const { return process_ != nullptr ? process_->socket() : -1; }

 private:
  struct Entry {
    venue::KeyType type;
    bool session_logon;
    venue::SignerPlace place;
    std::string secret_variable;
    std::string passphrase_variable;
    venue::binance::Settings settings;
    std::size_t number;  // at the signer process
    Key in_use;
    std::size_t on_their_way = 0;  // keys that are not settled yet
    std::vector<std::weak_ptr<const venue::binance::Signer>> replaced{};
  };

  [[nodiscard]] Result<std::shared_ptr<const venue::binance::Signer>, Refused> signer_of(
      config::Account& account, std::size_t number);
  [[nodiscard]] std::string not_renewable(const config::Account& account, const Entry& entry) const;
  [[nodiscard]] static DialectPtr dialect_of(const Entry& entry, const Key& key, const std::string& account);

  std::unique_ptr<venue::binance::SignerProcess> process_;
  std::map<std::string, Entry> entries_;
  std::size_t at_process_ = 0;
};

}  // namespace bridge
