#include "commands/version.hpp"

#include "base/version.hpp"

#include <boost/json.hpp>

#include <sstream>
#include <utility>

namespace bridge {
namespace {

namespace json = boost::json;

// "package   version   what for".
json::object package_of(const std::string& line) {
  std::istringstream words(line);
  std::string package;
  std::string version;
  std::string purpose;
  words >> package >> version >> std::ws;
  std::getline(words, purpose);
  return {{"package", package}, {"version", version}, {"purpose", purpose}};
}

}  // namespace

extern const char* const kPackages;  // made by sbom.cmake: a line a package

std::string version_text(bool verbose) {
  std::string text = std::string("fixbridge ") + version();
  if (verbose) text.append("\n\n").append(kPackages);
  return text;
}

std::string version_json(bool verbose) {
  json::object object{{"program", "fixbridge"}, {"version", version()}};
  if (verbose) {
    json::array packages;
    std::istringstream lines(kPackages);
    for (std::string line; std::getline(lines, line);) packages.push_back(package_of(line));
    object["packages"] = std::move(packages);
  }
  return json::serialize(object);
}

}  // namespace bridge
