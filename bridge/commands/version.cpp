#include "commands/version.hpp"

#include "base/version.hpp"

namespace bridge {

extern const char* const kPackages;  // made by sbom.cmake: a line a package

std::string version_text(bool verbose) {
  std::string text = std::string("fixbridge ") + version();
  if (verbose) text.append("\n\n").append(kPackages);
  return text;
}

}  // namespace bridge
