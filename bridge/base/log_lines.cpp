#include "base/log_lines.hpp"

#include "base/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace bridge::log {
namespace {

constexpr std::size_t kValueLimit = 4096;  // bytes of one value; keeps a full queue within memory

std::string_view name(Level level) {
  switch (level) {
    case Level::Debug:
      return "debug";
    case Level::Info:
      return "info";
    case Level::Warn:
      return "warn";
    case Level::Error:
      return "error";
  }
  return "error";
}

// True for what stands unquoted: printable ASCII that neither ends a value nor looks like a key.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = '!'; c <= '~'; ++c) plain[c] = c != '"' && c != '\\' && c != '=';
  return plain;
}();

bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

void append_escaped(std::string& line, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    line += '\\';
    line += c;
  } else if (c == '\n') {
    line += "\\n";
  } else if (c == '\r') {
    line += "\\r";
  } else if (c == '\t') {
    line += "\\t";
  } else if (c >= ' ' && c <= '~') {
    line += c;
  } else {
    const auto byte = static_cast<unsigned char>(c);
    line += "\\x";
    line += kHex[byte >> 4U];
    line += kHex[byte & 15U];
  }
}

// Writes the time as iso_text() does. Many lines share a second, whose text is kept.
void append_time(std::string& line, Timestamp at) {
  thread_local Timestamp second;
  thread_local std::string shown = iso_text(second);
  constexpr std::size_t kFraction = std::string_view("2026-11-22T17:09:31.").size();
  if (at < second || at >= second + seconds{1}) {
    second = std::chrono::floor<seconds>(at);
    shown = iso_text(second);
  }
  auto rest = (at - second).count();
  for (std::size_t place = kFraction + 6; place-- > kFraction; rest /= 10) {
    shown[place] = static_cast<char>('0' + rest % 10);
  }
  line += shown;
}

void append_value(std::string& line, std::string_view value) {
  const std::string_view kept = value.substr(0, kValueLimit);
  if (!kept.empty() && std::ranges::all_of(kept, is_plain)) {
    line += kept;
  } else {
    line += '"';
    for (const char c : kept) append_escaped(line, c);
    line += '"';
  }
  if (kept.size() < value.size()) line += "...+" + std::to_string(value.size() - kept.size());
}

}  // namespace

void Lines::add(Level level, std::string_view event, std::initializer_list<Field> fields) {
  append_time(text, std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()));
  text += ' ';
  text += name(level);
  text += ' ';
  append_value(text, event);
  for (const Field& field : fields) {
    text += ' ';
    text += field.key;
    text += '=';
    append_value(text, field.text);
  }
  text += '\n';
  ++count;
  urgent = urgent || level >= Level::Warn;
}

void Lines::append(const Lines& more) {
  text += more.text;
  count += more.count;
  urgent = urgent || more.urgent;
}

void Lines::drop_oldest(std::size_t dropped) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < dropped; ++i) end = text.find('\n', end) + 1;
  text.erase(0, end);
  count -= dropped;
}

void Lines::clear() {
  text.clear();
  count = 0;
  urgent = false;
}

}  // namespace bridge::log
