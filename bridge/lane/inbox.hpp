// The way of an operator's word to a running lane: a directory with one small file a request. `fixbridge
// resolve` puts it there; the lane takes it within a second, or at its next start, journals it, and only then
// removes it, so that the journal has one writer and no word is lost. A request that is taken twice finds its
// ticket settled.
#pragma once

#include "order/event.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace bridge {

struct Request {
  order::TicketId ticket;
  order::Resolution as = order::Resolution::Rejected;
  std::string who;  // looked up: the owner of the file, by this machine, and whom that one named
  std::string why;
  std::filesystem::path path;
};

// `<journal.dir>/resolve`.
[[nodiscard]] std::filesystem::path inbox_of(const std::filesystem::path& journal_dir);

inline constexpr std::size_t kWhyLimit = 200;  // characters
inline constexpr std::size_t kWhoLimit = 64;

// Made durable under its name before it returns. Throws std::runtime_error: cannot be written, or a request
// about this ticket is waiting already.
void put_request(const std::filesystem::path& dir, const std::string& lane, const Request& request);
// Where that is, until the lane has taken it.
[[nodiscard]] std::filesystem::path request_path(const std::filesystem::path& dir, const std::string& lane,
                                                 order::TicketId ticket);

// The lane's side. The lane's thread.
class Inbox {
 public:
  // Makes the directory, its owner's alone. Throws std::runtime_error.
  Inbox(std::filesystem::path dir, std::string lane);

  // The requests to this lane, 16 at most. A file that is none is set aside as *.bad and logged.
  [[nodiscard]] std::vector<Request> look();
  // Once what became of it is durable.
  void done(const std::filesystem::path& path);

 private:
  void set_aside(const std::filesystem::path& path, const std::string& why);

  std::filesystem::path dir_;
  std::string lane_;
  std::set<std::filesystem::path> stuck_;  // could be neither removed nor renamed: looked at no more
};

}  // namespace bridge
