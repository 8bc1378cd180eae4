// A client's signing, written apart from the simulator's: it works on JSON text and OpenSSL's EVP_MAC.
#pragma once

#include <map>
#include <string>

namespace bridge::simulator::test {

struct Keys {
  std::string api_key = "k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k";
  std::string secret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";
};

// Name to JSON text: {"symbol", "\"ETHUSDT\""}.
using Params = std::map<std::string, std::string>;

[[nodiscard]] std::string hmac_hex(const std::string& secret, const std::string& payload);
// The frame as it is; `params` are neither completed nor signed.
[[nodiscard]] std::string request(const std::string& id, const std::string& method, const Params& params);
// With apiKey and signature added.
[[nodiscard]] std::string signed_request(const std::string& id, const std::string& method, Params params,
                                         const Keys& keys = {});

}  // namespace bridge::simulator::test
