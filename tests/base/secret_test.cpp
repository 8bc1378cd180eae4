#include "base/secret.hpp"

#include "base/log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

namespace bridge {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string> &&
              !std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_constructible_v<log::Field, const char*, Secret>);
static_assert(!std::is_constructible_v<log::Field, const char*, const Secret&>);
static_assert(!Streamable<Secret>);
static_assert(!std::is_constructible_v<std::string, Secret> &&
              !std::is_constructible_v<std::string, const Secret&>);

// What the system keeps in mind of the memory at an address (proc(5), smaps: VmFlags).
std::string flags_of(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  bool here = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    char dash = 0;
    std::istringstream range(line);
    if (range >> std::hex >> from >> dash >> to && dash == '-') here = from <= wanted && wanted < to;
    if (here && line.starts_with("VmFlags:")) return line + " ";
  }
  return "";
}

TEST(Secret, ShowsItsValueToWhoAsks) {
  EXPECT_EQ(Secret("abc").reveal(), "abc");
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, IsMovedWithItsPages) {
  Secret first("short");
  const char* const bytes = first.reveal().data();
  Secret second(std::move(first));
  EXPECT_EQ(second.reveal(), "short");
  EXPECT_EQ(second.reveal().data(), bytes);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the point
}

TEST(Secret, IsNeitherDumpedNorInherited) {
  const Secret secret("abc");
  const std::string flags = flags_of(secret.reveal().data());
  EXPECT_NE(flags.find(" dd "), std::string::npos) << "MADV_DONTDUMP: " << flags;
  EXPECT_NE(flags.find(" wf "), std::string::npos) << "MADV_WIPEONFORK: " << flags;
}

TEST(Secret, WipesTheTextItIsGiven) {
  std::string text(100, 's');
  const Secret secret(std::move(text));
  EXPECT_EQ(secret.reveal(), std::string(100, 's'));
  std::string other(100, 't');
  const char* const others = other.data();
  wipe(other);
  EXPECT_EQ(std::string(others, 100), std::string(100, '\0'));
}

TEST(Secret, IsRoomToReadInto) {
  Secret secret = Secret::of_size(10);
  std::fill(secret.room().begin(), secret.room().end(), 'x');
  secret.shorten(4);
  EXPECT_EQ(secret.reveal(), "xxxx");
  EXPECT_EQ(secret.reveal().data()[5], '\0') << "what is cut off is wiped";
  EXPECT_TRUE(Secret::of_size(0).empty());
}

TEST(Secret, IsReplacedByAssignment) {
  Secret kept("old-old-old-old-old-old-old-old-old-old");
  kept = Secret("new");
  EXPECT_EQ(kept.reveal(), "new");
}

}  // namespace
}  // namespace bridge
