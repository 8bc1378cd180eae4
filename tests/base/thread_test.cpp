#include "base/thread.hpp"

#include <gtest/gtest.h>

#include <pthread.h>
#include <string>
#include <sys/resource.h>
#include <thread>

namespace bridge {
namespace {

std::string name_of_this_thread() {
  char name[16] = "";
  pthread_getname_np(pthread_self(), name, sizeof name);
  return name;
}

int nice_of_this_thread() { return getpriority(PRIO_PROCESS, 0); }  // 0: the calling thread's, on Linux

TEST(Thread, HasANameOfFifteenCharacters) {
  std::thread([] {
    name_thread("a-lane-of-a-long-name");
    EXPECT_EQ(name_of_this_thread(), "a-lane-of-a-lon");
  }).join();
}

TEST(Thread, GivesWayAlone) {
  const int nice = nice_of_this_thread();
  std::thread([nice] {
    give_way();
    EXPECT_GT(nice_of_this_thread(), nice);
  }).join();
  EXPECT_EQ(nice_of_this_thread(), nice);
}

TEST(Thread, HasAProcessorAtLeast) { EXPECT_GE(processors(), 1U); }

}  // namespace
}  // namespace bridge
