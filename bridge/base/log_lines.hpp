// Lines of the log as they are written, one behind the other in one text, so that no memory is taken for
// each: `2026-11-22T17:09:31.123456Z info event key=value key="with space"`. One thread at a time.
#pragma once

#include "base/log.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace bridge::log {

struct Lines {
  std::string text;  // whole lines, each with its end
  std::size_t count = 0;
  bool urgent = false;  // somebody should look

  // Adds a line of now, by the wall's time. Nothing in a value ends it sooner, and a value beyond 4 KiB is
  // cut.
  void add(Level level, std::string_view event, std::initializer_list<Field> fields);
  void append(const Lines& more);
  // Leaves out the oldest lines, no more than there are.
  void drop_oldest(std::size_t dropped);
  void clear();
};

}  // namespace bridge::log
