// The log: one line an event, `2026-11-22T17:09:31.123456Z info event key=value key="with space"`.
// Values are cleaned of control characters, so a peer cannot forge a line. Asynchronous: the caller
// formats, another thread writes; when the queue (8,192 lines) is full the oldest are dropped.
// Any thread. Secrets have no way in: a Secret cannot be turned into a field.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace bridge::log {

enum class Level { Debug, Info, Warn, Error };

struct Field {
  Field(std::string_view name, std::string_view value) : key(name), text(value) {}
  Field(std::string_view name, const char* value) : key(name), text(value) {}
  Field(std::string_view name, const std::string& value) : key(name), text(value) {}
  template <std::integral T>
  Field(std::string_view name, T value) : key(name), text(std::to_string(value)) {}
  Field(std::string_view name, bool value) : key(name), text(value ? "true" : "false") {}

  std::string_view key;
  std::string text;
};

// Says where lines go and from which level on; it is to be called once, before the first thread. When `file`
// is empty they go to stdout. Without a call lines of Info and above go to stdout.
void open(Level level, const std::string& file);
// Opens the file anew by its name, which another file has been given or which is gone: lines from now on go
// there, and none is in both or in neither. Where that fails the old one stays in use, and it is tried again
// each second; the log says so. Returns at once. Any thread. Nothing to do for stdout.
void reopen();
// Writes what is queued and stops the log's thread.
void close();

// While one of these is there, lines of its thread below Warn wait until let_go(): the work comes first, then
// the words about it, and the log's thread is woken once for many. They keep their time and their order. A
// thread that dies in between takes them with it.
class Hold {
 public:
  Hold();
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
};
void let_go();  // of the calling thread

[[nodiscard]] bool enabled(Level level);
void write(Level level, std::string_view event, std::initializer_list<Field> fields);

// The fields of a `debug` line are built before its level is checked: on the road of a request it is guarded
// by enabled().
inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::Debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::Info, event, fields);
}
inline void warn(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::Warn, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::Error, event, fields);
}

}  // namespace bridge::log
