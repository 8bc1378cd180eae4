// Named points on the road: every step that makes something durable, and every step over a wire. At each of
// them a test can make the real process die, fail or wait:
//   FIXBRIDGE_FAILPOINTS="journal.commit=crash@3;link.write=delay:200;fix.send=error@1,after:fix.take"
// Any thread. A point that is not armed costs one predictable branch; in a build with BRIDGE_FAILPOINTS=OFF
// it costs nothing, and cannot be armed.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bridge::failpoint {

#ifdef BRIDGE_NO_FAILPOINTS
inline constexpr bool kCompiledIn = false;
#else
inline constexpr bool kCompiledIn = true;
#endif

struct NamedPoint {
  std::string_view name;
  std::string_view error;  // what `error` means there
};

// clang-format off
// The points are in the order of the road: start, client, journal, venue, the way back, stop.
inline constexpr auto kPoints = std::to_array<NamedPoint>({
    {"journal.catch_up",             "what only the record has is not moved: the start fails with code 2"},
    {"journal.load",                 "the journal cannot be read: the start fails with code 2"},
    {"emergency_numbers.recover",    "what the reserve holds cannot be taken over: the start fails with code 2"},
    {"journal.read_open",            "the open tickets cannot be read: the start fails with code 2"},
    {"order_router.restored",        "an exception: the start fails with code 2"},
    {"fix.adopt",                    "the connection is turned away"},
    {"fix.receive",                  "the connection breaks; the bytes are lost"},
    {"fix.take",                     "the engine fails: the message is ignored, and asked for again"},
    {"fix.command",                  "the request cannot be read: 35=j"},
    {"journal.find_ticket",          "the read fails, and with it the turn"},
    {"journal.append",               "the write fails, and with it the turn"},
    {"order_router.decided",         "an exception, and with it the turn fails"},
    {"journal.close_ticket",         "the write fails, and with it the turn"},
    {"journal.store_message",        "the write fails, and with it the turn"},
    {"journal.numbers",              "the write fails, and with it the turn"},
    {"journal.commit",               "the turn is written in part, and fails"},
    {"journal.sync",                 "the sync fails: the record is not written to before a restart"},
    {"journal.committed",            "an exception after the commit: the process ends with code 1"},
    {"journal.roll_back",            "what is left of a turn that failed is not wiped out, and is tried again"},
    {"journal.feed",                 "the tables do not take the turns, and are tried again"},
    {"journal.checkpoint",           "the checkpoint fails, and is tried again"},
    {"journal.prune",                "a piece of what is too old is not deleted, and is tried again"},
    {"journal.probe",                "the journal is still down"},
    {"emergency_numbers.write",      "the reserve takes no write: the process ends with code 1"},
    {"emergency_numbers.sync",       "the reserve cannot be synced: the process ends with code 1"},
    {"session_store.write_back",     "an exception: the journal goes down once more"},
    {"link.connect",                 "the host is not found"},
    {"link.open",                    "the link falls as soon as it is open"},
    {"order_router.half_flushed",    "an exception between requests and reports: the process ends with code 1"},
    {"link.stage",                   "the link takes no frame"},
    {"link.write",                   "the link breaks before the frame has left"},
    {"link.written",                 "the link breaks after the frame has left"},
    {"link.receive",                 "the link breaks; the frame is lost"},
    {"link.lost",                    "the venue turns us away: no attempt for a second"},
    {"fix.store",                    "the engine cannot keep the message: it is told after the next start"},
    {"fix.number",                   "the engine cannot count the message, and disconnects or does not send it"},
    {"fix.send",                     "the message is not handed to the connection: it is resent when asked for"},
    {"fix.write",                    "the connection breaks before the message has left"},
    {"fix.written",                  "the connection breaks after the message has left"},
    {"fix.resend",                   "the messages cannot be read: the client is disconnected, and asks again"},
    {"fix.log_out",                  "the clients get no Logout"},
    {"link.close",                   "the link ends without a close frame"},
});
// clang-format on

// A point by its name; one that is not in the table does not compile.
class Point {
 public:
  consteval Point(const char* name) : index_(index_of(name)) {}  // NOLINT: meant to be implicit
  [[nodiscard]] constexpr std::size_t index() const { return index_; }
  [[nodiscard]] constexpr std::string_view name() const { return kPoints[index_].name; }

 private:
  static consteval std::size_t index_of(std::string_view name) {
    for (std::size_t index = 0; index < kPoints.size(); ++index) {
      if (kPoints[index].name == name) return index;
    }
    throw std::logic_error("no such point: add it to kPoints");
  }

  std::size_t index_;
};

// What pass() throws.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Arms what `text` says: POINT=ACTION[@N][,after:POINT], joined by ';'. ACTION is crash, error or delay:MS;
// @N means at the Nth hit and never again, else it is at each; with "after" hits count once that other point
// was hit. It logs what is armed, and throws std::invalid_argument, naming the part that is wrong and what is
// right. It is to be called before the first thread that can hit a point; what was armed before is disarmed.
void arm(std::string_view text);
// arm() with the environment's FIXBRIDGE_FAILPOINTS, if it is there.
void arm_from_environment();

namespace detail {
inline constinit std::atomic<bool> armed{false};
[[nodiscard]] bool hit(std::size_t index);
}  // namespace detail

// Returns true when the step is to fail now, in the way the table says. It dies or waits here when that is
// what was asked for.
[[nodiscard]] inline bool fails([[maybe_unused]] Point point) {
  if constexpr (kCompiledIn) {
    if (detail::armed.load(std::memory_order_relaxed)) [[unlikely]]
      return detail::hit(point.index());
  }
  return false;
}

// The same for a step whose failure is an exception.
inline void pass(Point point) {
  if (fails(point)) throw Failure("failpoint " + std::string(point.name()));
}

}  // namespace bridge::failpoint
