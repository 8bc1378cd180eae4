#include "base/log.hpp"

#include "base/log_lines.hpp"
#include "base/log_writer.hpp"

#include <atomic>
#include <cstddef>

namespace bridge::log {
namespace {

Writer& writer() {
  static auto* const kept = new Writer;  // never freed: destructors of statics may still log
  return *kept;
}

std::atomic<Level> threshold{Level::Info};

// Lines that a Hold keeps back.
constexpr std::size_t kHeldMax = 1024;
thread_local Lines held;
thread_local bool holding = false;

}  // namespace

void open(Level level, const std::string& file) {
  writer().start(file);
  threshold.store(level, std::memory_order_relaxed);
}

void reopen() { writer().reopen(); }
void close() { writer().end(); }

bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  if (!holding) {
    Lines alone;
    alone.add(level, event, fields);
    return writer().give(alone);
  }
  held.add(level, event, fields);
  if (level >= Level::Warn || held.count >= kHeldMax) let_go();
}

Hold::Hold() { holding = true; }
Hold::~Hold() {
  let_go();
  holding = false;
}

void let_go() {
  if (held.count == 0) return;
  writer().give(held);
  held.clear();
}

}  // namespace bridge::log
