#include "base/log.hpp"

#include "base/thread.hpp"

#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bridge::log {
namespace {

constexpr const char* kName = "fixbridge";
constexpr std::size_t kQueueLines = 8192;
constexpr std::size_t kValueLimit = 4096;  // bytes of one value; keeps a full queue within memory
constexpr std::chrono::seconds kFlushEvery{1};

std::unique_ptr<spdlog::formatter> line_format() {
  return std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%fZ %v",
                                                     spdlog::pattern_time_type::utc);
}

// Before open() and after close(): straight to stdout, without a thread.
spdlog::logger* plain_logger() {
  static spdlog::logger* const logger = [] {
    auto* made =
        new spdlog::logger(kName, std::make_shared<spdlog::sinks::stdout_sink_mt>());  // never freed:
    made->set_formatter(line_format());  // destructors of statics may still log
    made->set_level(spdlog::level::trace);
    return made;
  }();
  return logger;
}

// A logger outlives the thread that serves it, so that a late writer never meets a dangling one.
struct State {
  std::mutex mutex;  // open and close only
  std::shared_ptr<spdlog::details::thread_pool> thread;
  std::shared_ptr<spdlog::logger> logger;
};

State& state() {
  static auto* const held = new State;
  return *held;
}

std::atomic<Level> threshold{Level::Info};
std::atomic<spdlog::logger*> current{nullptr};

// Lines that a Hold keeps back.
struct Line {
  spdlog::log_clock::time_point at;
  Level level;
  std::string text;
};
constexpr std::size_t kHeldMax = 1024;
thread_local std::vector<Line> held;
thread_local bool holding = false;

spdlog::logger& logger() {
  spdlog::logger* const opened = current.load(std::memory_order_acquire);
  return opened != nullptr ? *opened : *plain_logger();
}

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

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warn:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// What stands unquoted: printable ASCII that neither ends a value nor looks like a key.
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

void hand_over(spdlog::log_clock::time_point at, Level level, const std::string& line) {
  logger().log(at, spdlog::source_loc{}, spdlog_level(level),
               spdlog::string_view_t(line.data(), line.size()));
}

std::shared_ptr<spdlog::sinks::sink> make_sink(const std::string& file) {
  if (file.empty()) return std::make_shared<spdlog::sinks::stdout_sink_mt>();
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  } catch (const spdlog::spdlog_ex& error) {
    throw std::runtime_error("log.file: " + std::string(error.what()) +
                             "; give a file this user may write, or leave it out for stdout");
  }
}

}  // namespace

void open(Level level, const std::string& file) {
  close();
  auto sink = make_sink(file);
  const std::lock_guard lock(state().mutex);
  auto thread = std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1U, [] {
    name_thread("log");
    give_way();
  });
  auto logger = std::make_shared<spdlog::async_logger>(kName, std::move(sink), thread,
                                                       spdlog::async_overflow_policy::overrun_oldest);
  logger->set_formatter(line_format());
  logger->set_level(spdlog::level::trace);  // `threshold` decides
  logger->flush_on(spdlog::level::warn);
  spdlog::drop(kName);
  spdlog::register_logger(logger);
  spdlog::flush_every(kFlushEvery);

  state().thread = std::move(thread);
  state().logger = logger;
  threshold.store(level, std::memory_order_relaxed);
  current.store(logger.get(), std::memory_order_release);
}

void close() {
  const std::lock_guard lock(state().mutex);
  if (!state().thread) return;
  if (const auto lost = state().thread->overrun_counter(); lost > 0) {
    write(Level::Warn, "log_lines_dropped", {{"count", lost}});
  }
  current.store(nullptr, std::memory_order_release);
  spdlog::flush_every(std::chrono::seconds{0});
  spdlog::drop(kName);
  state().logger->flush();
  state().thread.reset();  // the queue ends with the flush, then the thread
}

bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  std::string line;
  line.reserve(256);
  line += name(level);
  line += ' ';
  append_value(line, event);
  for (const Field& field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    append_value(line, field.text);
  }
  if (!holding) return hand_over(spdlog::log_clock::now(), level, line);
  held.push_back({spdlog::log_clock::now(), level, std::move(line)});
  if (level >= Level::Warn || held.size() >= kHeldMax) let_go();
}

Hold::Hold() { holding = true; }
Hold::~Hold() {
  let_go();
  holding = false;
}

void let_go() {
  for (const Line& line : held) hand_over(line.at, line.level, line.text);
  held.clear();
}

}  // namespace bridge::log
