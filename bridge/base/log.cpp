#include "base/log.hpp"

#include "base/thread.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace bridge::log {
namespace {

constexpr std::size_t kQueueLines = 8192;
constexpr std::size_t kDroppedAtOnce = kQueueLines / 8;  // what stays moves up
constexpr std::size_t kValueLimit = 4096;  // bytes of one value; keeps a full queue within memory
constexpr std::chrono::seconds kFlushEvery{1};
constexpr std::chrono::milliseconds kGather{5};  // many turns' lines for one write; none that is urgent waits

// Lines one behind the other in one text, so that no memory is taken for each.
struct Lines {
  struct Line {
    spdlog::log_clock::time_point at;
    Level level;
    std::size_t size;
  };
  std::string text;
  std::vector<Line> lines;
  bool urgent = false;  // somebody should look

  void append(const Lines& more) {
    urgent = urgent || more.urgent;
    text += more.text;
    lines.insert(lines.end(), more.lines.begin(), more.lines.end());
  }
  void drop_oldest(std::size_t count) {
    const auto end = lines.begin() + static_cast<std::ptrdiff_t>(count);
    std::size_t size = 0;
    for (auto line = lines.begin(); line != end; ++line) size += line->size;
    text.erase(0, size);
    lines.erase(lines.begin(), end);
  }
  void clear() {
    urgent = false;
    text.clear();
    lines.clear();
  }
};

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

void add_line(Lines& lines, Level level, std::string_view event, std::initializer_list<Field> fields) {
  std::string& text = lines.text;
  const std::size_t begin = text.size();
  text += name(level);
  text += ' ';
  append_value(text, event);
  for (const Field& field : fields) {
    text += ' ';
    text += field.key;
    text += '=';
    append_value(text, field.text);
  }
  lines.lines.push_back({spdlog::log_clock::now(), level, text.size() - begin});
  lines.urgent = lines.urgent || level >= Level::Warn;
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

std::unique_ptr<spdlog::logger> make_logger(std::shared_ptr<spdlog::sinks::sink> sink) {
  auto logger = std::make_unique<spdlog::logger>("fixbridge", std::move(sink));
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%fZ %v",
                                                                    spdlog::pattern_time_type::utc));
  logger->set_level(spdlog::level::trace);  // `threshold` decides
  logger->flush_on(spdlog::level::warn);
  return logger;
}

void put(spdlog::logger& logger, const Lines& lines) {
  const char* text = lines.text.data();
  for (const auto& line : lines.lines) {
    logger.log(line.at, spdlog::source_loc{}, spdlog_level(line.level),
               spdlog::string_view_t(text, line.size));
    text += line.size;
  }
}

// Before open() and after close(): straight to stdout, without a thread.
spdlog::logger& plain_logger() {
  static spdlog::logger* const logger =
      make_logger(std::make_shared<spdlog::sinks::stdout_sink_mt>()).release();  // never freed:
  return *logger;  // destructors of statics may still log
}

// The log's thread and the queue before it. Lines come many at a time, with one wake-up: spdlog's own would
// wake for each, and lie down again before the next.
class Scribe {
 public:
  explicit Scribe(std::unique_ptr<spdlog::logger> logger)
      : logger_(std::move(logger)), thread_([this] { run(); }) {}
  ~Scribe() { end(); }
  Scribe(const Scribe&) = delete;
  Scribe& operator=(const Scribe&) = delete;

  // Any thread.
  void give(const Lines& lines) {
    bool wakes = false;
    {
      const std::lock_guard lock(mutex_);
      wakes = waiting_.lines.empty() || lines.urgent;
      waiting_.append(lines);
      if (const auto count = waiting_.lines.size(); count > kQueueLines) {
        const std::size_t dropped = count - kQueueLines + kDroppedAtOnce;
        waiting_.drop_oldest(dropped);
        lost_ += dropped;
      }
    }
    if (wakes) more_.notify_one();
  }

  // Writes what waits. What comes later is not written.
  void end() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    more_.notify_one();
    thread_.join();
  }

 private:
  void run() {
    name_thread("log");
    give_way();
    while (take()) {
      put(*logger_, taken_);
      const auto at = std::chrono::steady_clock::now();
      if (flush_at_ == kNever) flush_at_ = at + kFlushEvery;
      if (at >= flush_at_) {
        logger_->flush();
        flush_at_ = kNever;
      }
    }
    Lines last;
    if (const auto count = lost(); count > 0) {
      add_line(last, Level::Warn, "log_lines_dropped", {{"count", count}});
    }
    put(*logger_, last);
    logger_->flush();
  }

  // Waits for lines, or until it is time to flush. False: there will be no more.
  bool take() {
    taken_.clear();
    std::unique_lock lock(mutex_);
    more_.wait_until(lock, flush_at_, [this] { return ending_ || !waiting_.lines.empty(); });
    more_.wait_for(lock, kGather, [this] { return ending_ || waiting_.urgent; });
    std::swap(taken_, waiting_);
    return !ending_ || !taken_.lines.empty();
  }

  [[nodiscard]] std::size_t lost() {
    const std::lock_guard lock(mutex_);
    return lost_;
  }

  static constexpr auto kNever = std::chrono::steady_clock::time_point::max();

  std::mutex mutex_;
  std::condition_variable more_;
  Lines waiting_;
  std::size_t lost_ = 0;
  bool ending_ = false;

  // The thread's own.
  std::unique_ptr<spdlog::logger> logger_;
  Lines taken_;
  std::chrono::steady_clock::time_point flush_at_ = kNever;  // the latest
  std::thread thread_;                                       // last: it uses all of these
};

// A scribe outlives its thread, so that a late writer never meets a dangling one.
struct State {
  std::mutex mutex;  // open and close only
  std::unique_ptr<Scribe> scribe;
};

State& state() {
  static auto* const held = new State;
  return *held;
}

std::atomic<Level> threshold{Level::Info};
std::atomic<Scribe*> current{nullptr};

// Lines that a Hold keeps back.
constexpr std::size_t kHeldMax = 1024;
thread_local Lines held;
thread_local bool holding = false;

void hand_over(const Lines& lines) {
  if (Scribe* const scribe = current.load(std::memory_order_acquire)) return scribe->give(lines);
  put(plain_logger(), lines);
}

std::shared_ptr<spdlog::sinks::sink> make_sink(const std::string& file) {
  if (file.empty()) return std::make_shared<spdlog::sinks::stdout_sink_st>();
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_st>(file);
  } catch (const spdlog::spdlog_ex& error) {
    throw std::runtime_error("log.file: " + std::string(error.what()) +
                             "; give a file this user may write, or leave it out for stdout");
  }
}

}  // namespace

void open(Level level, const std::string& file) {
  close();
  auto logger = make_logger(make_sink(file));
  const std::lock_guard lock(state().mutex);
  state().scribe = std::make_unique<Scribe>(std::move(logger));
  threshold.store(level, std::memory_order_relaxed);
  current.store(state().scribe.get(), std::memory_order_release);
}

void close() {
  const std::lock_guard lock(state().mutex);
  if (current.load(std::memory_order_relaxed) == nullptr) return;
  current.store(nullptr, std::memory_order_release);
  state().scribe->end();
}

bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  if (!holding) {
    Lines alone;
    add_line(alone, level, event, fields);
    return hand_over(alone);
  }
  add_line(held, level, event, fields);
  if (level >= Level::Warn || held.lines.size() >= kHeldMax) let_go();
}

Hold::Hold() { holding = true; }
Hold::~Hold() {
  let_go();
  holding = false;
}

void let_go() {
  if (held.lines.empty()) return;
  hand_over(held);
  held.clear();
}

}  // namespace bridge::log
