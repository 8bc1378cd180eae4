// Reads a request frame: its id as it must be echoed, its method, and its parameters as they are signed.
// Pure; any thread.
#pragma once

#include "simulator/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

struct Param {
  enum class Type { String, Integer, Boolean, Null, Other };

  std::string name;
  Type type = Type::Other;
  std::string text;  // as in the signature payload: raw, no quotes, integers in plain decimal
};

struct Request {
  std::string id = "null";  // JSON text
  std::string method;       // without the "v1/" that every name of this venue may carry
  std::vector<Param> params;
  std::optional<Refusal> refusal;  // why it is no request

  // The parameter as it was sent; nothing when it was not.
  [[nodiscard]] const Param* find(std::string_view name) const;
  // The parameter by its type; nothing when it was not sent or is of another type.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  // Integers may be in quotes too: the venue's own connector sends them so, although its documents do not.
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
};

[[nodiscard]] Request read_request(std::string_view frame);

}  // namespace bridge::simulator
