#include "lane/user.hpp"

#include "base/text.hpp"

#include <cstdio>
#include <pwd.h>
#include <unistd.h>

namespace bridge {

std::string name_of(uid_t uid) {
  std::string name = "uid " + std::to_string(uid);
  std::FILE* file = std::fopen("/etc/passwd", "re");
  if (file == nullptr) return name;
  char room[4096];
  passwd entry{};
  passwd* found = nullptr;
  while (::fgetpwent_r(file, &entry, room, sizeof room, &found) == 0) {
    if (entry.pw_uid != uid) continue;
    name = entry.pw_name;
    break;
  }
  std::fclose(file);
  return name;
}

std::string user_of_process() {
  constexpr std::size_t kNameMax = 64;
  const std::string number = "uid " + std::to_string(::getuid());
  const std::string name = name_of(::getuid());
  return name == number ? number : clean_text(name, kNameMax) + " (" + number + ")";
}

}  // namespace bridge
