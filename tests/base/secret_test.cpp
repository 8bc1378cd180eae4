#include "base/secret.hpp"

#include "base/log.hpp"

#include <gtest/gtest.h>

#include <ostream>
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

TEST(Secret, ShowsItsValueToWhoAsks) {
  EXPECT_EQ(Secret("abc").reveal(), "abc");
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, LeavesNothingBehindWhenMoved) {
  Secret first("short");  // short enough to live inside the object
  const char* const bytes = first.reveal().data();
  Secret second(std::move(first));
  EXPECT_EQ(second.reveal(), "short");
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the point
  EXPECT_EQ(bytes[0], '\0');
  EXPECT_EQ(bytes[4], '\0');
}

TEST(Secret, IsReplacedByAssignment) {
  Secret kept("old-old-old-old-old-old-old-old-old-old");
  kept = Secret("new");
  EXPECT_EQ(kept.reveal(), "new");
}

}  // namespace
}  // namespace bridge
