#include "simulator/listen_keys.hpp"

#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::size_t kKeySize = 64;
constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

const std::string& ListenKeys::start(Timestamp at) {
  if (!alive(at)) key_ = make_key();
  end_ = at + life_;
  return key_;
}

std::optional<std::string> ListenKeys::ping(Timestamp at) {
  if (!alive(at)) return std::nullopt;
  return start(at);
}

std::optional<std::string> ListenKeys::stop(Timestamp at) {
  if (!alive(at)) return std::nullopt;
  return std::exchange(key_, {});
}

std::optional<std::string> ListenKeys::take_expired(Timestamp at) {
  if (key_.empty() || alive(at)) return std::nullopt;
  return std::exchange(key_, {});
}

void ListenKeys::expire(Timestamp at) { end_ = at; }

std::string ListenKeys::make_key() {
  std::string key;
  for (std::size_t i = 0; i < kKeySize; ++i) key += kCharacters[random_() % kCharacters.size()];
  return key;
}

}  // namespace bridge::simulator
