#include "config/changes.hpp"

#include "config/config.hpp"
#include "config/section.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace bridge::config {
namespace {

void note(const Node& node, const std::string& path, std::map<std::string, std::size_t>& written) {
  if (node.kind == Node::Kind::Scalar) written.emplace(path, std::hash<std::string>{}(node.text));
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    note(node.items[i], path + "[" + std::to_string(i + 1) + "]", written);
  }
  for (const Entry& entry : node.entries) note(entry.value, join(path, entry.key), written);
}

// A running gateway takes it over: see Gateway's reload.
bool is_taken_over(std::string_view path) {
  if (path.starts_with("listen")) {
    return path.find(".tls.") != std::string_view::npos || path.find(".networks[") != std::string_view::npos;
  }
  if (path.starts_with("sessions[")) {
    const std::string_view key = path.substr(path.find("].") + 2);
    return key.starts_with("limits.") || key.starts_with("networks[") || key.starts_with("credentials.") ||
           key.starts_with("certificate.");
  }
  if (!path.starts_with("accounts.")) return false;
  const std::string_view of_account = path.substr(path.find('.', std::string_view("accounts.").size()) + 1);
  if (of_account.starts_with("limits.")) return true;
  const std::string_view key = path.substr(path.rfind('.') + 1);
  return key == "key" || key == "secret" || key == "passphrase";
}

}  // namespace

std::map<std::string, std::size_t> written_in(const Node& tree) {
  std::map<std::string, std::size_t> written;
  note(tree, "", written);
  return written;
}

std::vector<std::string> changed_keys(const Config& before, const Config& now) {
  std::map<std::string, std::size_t> all = before.written;
  all.insert(now.written.begin(), now.written.end());
  std::vector<std::string> changed;
  for (const auto& [path, hash] : all) {
    const auto old_hash = before.written.find(path);
    const auto new_hash = now.written.find(path);
    const bool same = old_hash != before.written.end() && new_hash != now.written.end() &&
                      old_hash->second == new_hash->second;
    if (!same && !is_taken_over(path)) changed.push_back(path);
  }
  return changed;
}

}  // namespace bridge::config
