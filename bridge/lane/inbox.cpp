#include "lane/inbox.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "journal/log/raw.hpp"
#include "lane/user.hpp"
#include "ops/report_outcome.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace bridge {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kRequestsPerLook = 16;
constexpr int kEntriesPerLook = 1000;
constexpr std::size_t kBytesMax = 4096;
constexpr const char* kEnding = ".json";

// A descriptor that is closed on every way out.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

std::runtime_error failure(const fs::path& path, const std::string& what) {
  return std::runtime_error(path.string() + ": " + what + ": " + std::strerror(errno));
}

// The owner of a directory that was made by root is whoever owns the journals.
void make_private(const fs::path& dir) {
  if (::mkdir(dir.c_str(), 0700) != 0) {
    if (errno != EEXIST) throw failure(dir, "cannot be made");
    return;
  }
  struct stat above {};
  if (::geteuid() != 0 || ::stat(dir.parent_path().c_str(), &above) != 0) return;
  if (::chown(dir.c_str(), above.st_uid, above.st_gid) != 0) throw failure(dir, "cannot be given away");
}

std::optional<order::Resolution> verdict_of(std::string_view word) {
  for (const auto verdict : {order::Resolution::Canceled, order::Resolution::Rejected}) {
    if (word == word_of(verdict)) return verdict;
  }
  return std::nullopt;
}

// The name of a request's file is
// "LANE.TICKET.json"; a lane's name has no dot.
std::string file_name(const std::string& lane, order::TicketId ticket) {
  return lane + "." + std::to_string(ticket.value()) + kEnding;
}

std::string field(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) {
    throw std::runtime_error(std::string(name) + " is not a text");
  }
  return std::string(value->get_string());
}

std::string read_small(int fd) {
  std::string text(kBytesMax + 1, '\0');
  const ssize_t length = ::read(fd, text.data(), text.size());
  if (length < 0) throw std::runtime_error(std::string("cannot be read: ") + std::strerror(errno));
  text.resize(static_cast<std::size_t>(length));
  if (text.size() > kBytesMax) throw std::runtime_error("is longer than 4096 bytes");
  return text;
}

Request parse(const std::string& text) {
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  if (error || !document.is_object()) throw std::runtime_error("is not a JSON object");
  const json::object& object = document.get_object();
  const json::value* ticket = object.if_contains("ticket");
  boost::system::error_code not_a_number;
  Request request;
  if (ticket != nullptr) request.ticket = order::TicketId(ticket->to_number<std::uint64_t>(not_a_number));
  if (ticket == nullptr || not_a_number) throw std::runtime_error("ticket is not a number");
  const auto verdict = verdict_of(field(object, "as"));
  if (!verdict) throw std::runtime_error("as is neither canceled nor rejected");
  request.as = *verdict;
  request.who = clean_text(field(object, "who"), kWhoLimit);
  request.why = clean_text(field(object, "why"), kWhyLimit);
  if (request.why.empty()) throw std::runtime_error("why is empty");
  return request;
}

// Reads a request. It throws a std::runtime_error that says why it is none.
Request read_request(const fs::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0) {
    throw std::runtime_error(std::string("cannot be opened: ") + std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) throw std::runtime_error("is not a plain file");
  Request request = parse(read_small(file.fd()));
  const std::string owner = name_of(status.st_uid);
  request.who = request.who.empty() ? owner : owner + " (" + request.who + ")";
  request.path = path;
  return request;
}

void write_durably(const fs::path& path, const std::string& text) {
  // The file is readable to the lane's user as well; the directory keeps all others out.
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (file.fd() < 0) throw failure(path, "cannot be made");
  const bool written = ::fchmod(file.fd(), 0644) == 0 &&
                       ::write(file.fd(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(file.fd()) == 0;
  if (!written) throw failure(path, "cannot be written");
}

}  // namespace

fs::path inbox_of(const fs::path& journal_dir) { return journal_dir / "resolve"; }

fs::path request_path(const fs::path& dir, const std::string& lane, order::TicketId ticket) {
  return dir / file_name(lane, ticket);
}

void put_request(const fs::path& dir, const std::string& lane, const Request& request) {
  make_private(dir);
  const json::object object{{"ticket", request.ticket.value()},
                            {"as", word_of(request.as)},
                            {"who", clean_text(request.who, kWhoLimit)},
                            {"why", clean_text(request.why, kWhyLimit)}};
  const fs::path path = request_path(dir, lane, request.ticket);
  const fs::path temporary = dir / ("." + file_name(lane, request.ticket) + "." + std::to_string(::getpid()));
  ::unlink(temporary.c_str());  // of a process that died and had this one's id
  write_durably(temporary, json::serialize(object) + "\n");
  // Unlike rename(), link() does not replace what another operator has asked for.
  const bool linked = ::link(temporary.c_str(), path.c_str()) == 0;
  const int cause = errno;
  ::unlink(temporary.c_str());
  if (!linked) {
    errno = cause;
    if (cause == EEXIST) {
      throw std::runtime_error(path.string() +
                               ": a request about this ticket is waiting already: remove it to ask anew");
    }
    throw failure(path, "cannot be made");
  }
  journal::sync_directory(dir);
}

Inbox::Inbox(fs::path dir, std::string lane) : dir_(std::move(dir)), lane_(std::move(lane)) {
  make_private(dir_);
}

std::vector<Request> Inbox::look() {
  std::vector<Request> requests;
  std::error_code error;
  int entries = 0;
  for (auto entry = fs::directory_iterator(dir_, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    if (++entries > kEntriesPerLook || requests.size() >= kRequestsPerLook) break;
    const std::string name = entry->path().filename();
    if (!name.starts_with(lane_ + ".") || !name.ends_with(kEnding) || stuck_.contains(entry->path()))
      continue;
    try {
      Request request = read_request(entry->path());
      if (name != file_name(lane_, request.ticket)) throw std::runtime_error("is about another ticket");
      requests.push_back(std::move(request));
    } catch (const std::runtime_error& cause) {
      set_aside(entry->path(), cause.what());
    }
  }
  std::ranges::sort(requests, {}, &Request::ticket);
  return requests;
}

void Inbox::done(const fs::path& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return;
  log::error("resolve_not_removed", {{"file", path.string()},
                                     {"cause", std::strerror(errno)},
                                     {"remedy", "remove it by hand; it was taken"}});
  stuck_.insert(path);
}

void Inbox::set_aside(const fs::path& path, const std::string& why) {
  const std::string bad = path.string() + ".bad";
  log::warn("resolve_refused", {{"lane", lane_},
                                {"file", path.string()},
                                {"cause", why},
                                {"remedy", "it is kept as *.bad; ask with fixbridge resolve"}});
  if (::rename(path.c_str(), bad.c_str()) != 0) stuck_.insert(path);
}

}  // namespace bridge
