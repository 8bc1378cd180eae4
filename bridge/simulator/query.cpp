#include "simulator/query.hpp"

#include "simulator/encoded.hpp"

#include <algorithm>

namespace bridge::simulator {
namespace {

// A "%" that begins no byte stands for itself.
std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' && i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte) {
      decoded += static_cast<char>(byte->front());
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

// Calls `take` with each pair as it was sent.
template <class Take>
void for_each_pair(std::string_view query, Take take) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (!pair.empty()) take(pair);
  }
}

std::string_view name_of(std::string_view pair) { return pair.substr(0, pair.find('=')); }

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == target.npos ? std::string_view{} : target.substr(mark + 1);
}

std::vector<QueryParam> read_query(std::string_view query) {
  std::vector<QueryParam> params;
  for_each_pair(query, [&](std::string_view pair) {
    const std::string_view name = name_of(pair);
    const std::string_view value = pair.substr(std::min(name.size() + 1, pair.size()));
    params.push_back({.name = decode(name), .value = decode(value)});
  });
  return params;
}

std::string without(std::string_view query, std::string_view name) {
  std::string rest;
  for_each_pair(query, [&](std::string_view pair) {
    if (name_of(pair) == name) return;
    if (!rest.empty()) rest += '&';
    rest += pair;
  });
  return rest;
}

}  // namespace bridge::simulator
