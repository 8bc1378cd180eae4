#include "lane/user.hpp"

#include "base/text.hpp"

#include <array>
#include <pwd.h>
#include <unistd.h>

namespace bridge {

std::string user_of_process() {
  constexpr std::size_t kEntryMax = 4096;
  constexpr std::size_t kNameMax = 64;
  std::array<char, kEntryMax> room{};
  passwd entry{};
  passwd* found = nullptr;
  const uid_t uid = ::getuid();
  std::string number = "uid " + std::to_string(uid);
  if (::getpwuid_r(uid, &entry, room.data(), room.size(), &found) != 0 || found == nullptr) return number;
  return clean_text(found->pw_name, kNameMax) + " (" + number + ")";
}

}  // namespace bridge
