#include "base/version.hpp"

namespace bridge {

const char* version() { return BRIDGE_VERSION; }

}  // namespace bridge
