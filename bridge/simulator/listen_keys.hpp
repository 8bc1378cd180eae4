// The key of the account's user data stream: one at a time, for an hour, longer when it is pinged. All API
// keys of this venue are of one account. It knows neither sockets nor the time of day. The simulator's thread
// owns it.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace bridge::simulator {

constexpr milliseconds kListenKeyLife{60 * 60'000};

class ListenKeys {
 public:
  // A key is good for `life`. Two venues of one `seed` give the same keys.
  explicit ListenKeys(milliseconds life = kListenKeyLife, std::uint64_t seed = 1)
      : life_(life), random_(seed) {}

  // The account's key, a new one when it has none; its life begins anew.
  const std::string& start(Timestamp at);
  // Begins the key's life anew and returns it; nothing when there is none.
  std::optional<std::string> ping(Timestamp at);
  // Forgets the key, and returns what it was; nothing when there is none.
  std::optional<std::string> stop(Timestamp at);
  // The key whose life has ended by now, told once; nothing when there is none.
  std::optional<std::string> take_expired(Timestamp at);
  // Ends the key's life now.
  void expire(Timestamp at);
  // The time at which the key ends; nothing when there is no key.
  [[nodiscard]] std::optional<Timestamp> end() const {
    return key_.empty() ? std::nullopt : std::optional{end_};
  }
  [[nodiscard]] const std::string& current() const { return key_; }  // empty: there is none
  [[nodiscard]] bool is_current(std::string_view key) const { return !key_.empty() && key == key_; }

 private:
  [[nodiscard]] bool alive(Timestamp at) const { return !key_.empty() && at < end_; }
  [[nodiscard]] std::string make_key();

  milliseconds life_;
  std::mt19937_64 random_;
  std::string key_;
  Timestamp end_{};
};

}  // namespace bridge::simulator
