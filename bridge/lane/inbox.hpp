// An operator's word reaches a running lane by a directory with one small file a request. `fixbridge resolve`
// puts it there; the lane takes it within a second, or at its next start, journals it, and only then removes
// it, so that the journal has one writer and no word is lost. A request that is taken twice finds its ticket
// settled.
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

// The directory, which is `<journal.dir>/resolve`.
[[nodiscard]] std::filesystem::path inbox_of(const std::filesystem::path& journal_dir);

inline constexpr std::size_t kWhyLimit = 200;  // characters
inline constexpr std::size_t kWhoLimit = 64;

// Puts a request there, durable under its name when it returns. It throws std::runtime_error when it cannot
// be written, or when a request about this ticket is waiting already.
void put_request(const std::filesystem::path& dir, const std::string& lane, const Request& request);
// The place of the request, until the lane has taken it.
[[nodiscard]] std::filesystem::path request_path(const std::filesystem::path& dir, const std::string& lane,
                                                 order::TicketId ticket);

// The lane's side of it. The lane's thread.
class Inbox {
 public:
  // Makes the directory, its owner's alone. It throws std::runtime_error.
  Inbox(std::filesystem::path dir, std::string lane);

  // Takes the requests to this lane, 16 at most. A file that is none is set aside as *.bad and logged.
  [[nodiscard]] std::vector<Request> look();
  // Removes the request, once what became of it is durable.
  void done(const std::filesystem::path& path);

 private:
  void set_aside(const std::filesystem::path& path, const std::string& why);

  std::filesystem::path dir_;
  std::string lane_;
  std::set<std::filesystem::path> stuck_;  // could be neither removed nor renamed: looked at no more
};

}  // namespace bridge
