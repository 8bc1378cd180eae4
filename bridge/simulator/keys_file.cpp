// Reads keys files. No value of a key but its name reaches an error.

#include "simulator/json_file.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/simulator.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

const std::map<std::string, KeyType, std::less<>> kTypes{
    {"hmac", KeyType::Hmac}, {"rsa", KeyType::Rsa}, {"ed25519", KeyType::Ed25519}};

class KeysReader {
 public:
  explicit KeysReader(std::filesystem::path path)
      : path_(std::move(path)), file_(path_.string(), "a keys file") {}

  [[nodiscard]] std::vector<ApiKey> read() const {
    const json::value document = file_.parse();
    if (!document.is_array()) file_.fail("", R"(must be a list [{"apiKey": ...}, ...])");
    std::vector<ApiKey> keys;
    for (const json::value& value : document.get_array()) {
      keys.push_back(read_key("[" + std::to_string(keys.size()) + "]", value));
    }
    try {
      const KeyRing proof{keys};
    } catch (const std::runtime_error& error) {
      file_.fail("", error.what());
    }
    return keys;
  }

 private:
  [[nodiscard]] ApiKey read_key(const std::string& where, const json::value& value) const {
    if (!value.is_object()) file_.fail(where, "must be an object");
    std::map<std::string, std::string, std::less<>> fields;
    for (const auto& entry : value.get_object()) {
      const std::string name{entry.key()};
      std::string place = where;
      place.append(".").append(name);
      if (name != "apiKey" && name != "type" && name != "secret" && name != "publicKey" &&
          name != "publicKeyFile") {
        file_.fail(place, "is not known here; apiKey, type, secret, publicKey and publicKeyFile are");
      }
      if (!entry.value().is_string()) file_.fail(place, "must be a string");
      fields[name] = entry.value().get_string();
    }
    for (const char* name : {"apiKey", "type"}) {
      if (!fields.contains(name)) file_.fail(where, std::string{name} + " is missing");
    }
    const auto type = kTypes.find(fields.at("type"));
    if (type == kTypes.end()) file_.fail(where + ".type", "must be one of hmac, rsa, ed25519");
    return {.api_key = fields.at("apiKey"),
            .type = type->second,
            .secret = read_secret(where, type->second, fields)};
  }

  [[nodiscard]] std::string read_secret(const std::string& where, KeyType type,
                                        const std::map<std::string, std::string, std::less<>>& fields) const {
    const auto field = [&](std::string_view name) -> std::optional<std::string> {
      const auto found = fields.find(name);
      return found == fields.end() ? std::nullopt : std::optional{found->second};
    };
    const auto secret = field("secret");
    const auto pem = field("publicKey");
    const auto pem_file = field("publicKeyFile");
    if (type == KeyType::Hmac) {
      if (!secret || pem || pem_file) file_.fail(where, "an hmac key has a secret and no public key");
      return *secret;
    }
    if (secret || pem.has_value() == pem_file.has_value()) {
      file_.fail(where, "this type has either publicKey or publicKeyFile, and no secret");
    }
    return pem ? *pem : read_pem(where + ".publicKeyFile", *pem_file);
  }

  // The path is relative to the keys file.
  [[nodiscard]] std::string read_pem(const std::string& where, const std::string& name) const {
    std::ifstream in{path_.parent_path() / name, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (text.empty()) file_.fail(where, "'" + name + "' cannot be read, or is empty");
    return text;
  }

  std::filesystem::path path_;
  JsonFile file_;
};

}  // namespace

std::vector<ApiKey> load_keys(const std::filesystem::path& file) { return KeysReader{file}.read(); }

}  // namespace bridge::simulator
