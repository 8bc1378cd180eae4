#include "commands/environment_check.hpp"

#include "base/text.hpp"
#include "journal/lock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace bridge {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::ip::tcp;
using boost::system::error_code;

// True for the files of a journal; what else lies there, such as a copy, is nobody's business.
const std::set<std::string> kEndings = {".db",     ".db-turns-1", ".db-turns-2", ".db-wal",
                                        ".db-shm", ".db.lock",    ".reserve"};
constexpr const char* kUser = ", or run check as the user that runs the gateway";

std::string quoted(const fs::path& path) { return '\'' + clean_text(path.string(), 300) + '\''; }

class Look {
 public:
  explicit Look(const config::Config& config) : config_(config) {
    for (const auto& account : config.accounts) lanes_.insert(account.lane);
    for (const auto& lane : lanes_) {
      if (!gateway_) gateway_ = journal::holder_of(config.journal_dir / (lane + ".db"));
    }
  }

  EnvironmentFindings take() {
    if (gateway_) note("the gateway of this configuration runs: process " + *gateway_ + " has its journal");
    look_at_journals();
    look_at_log();
    for (std::size_t i = 0; i < config_.listen.size(); ++i) {
      const std::string key = config_.listen.size() == 1 ? "listen" : "listen[" + std::to_string(i + 1) + "]";
      look_at_port(key, config_.listen[i].address, config_.listen[i].port);
    }
    look_at_port("ops", config_.ops.address, config_.ops.port);
    return std::move(found_);
  }

 private:
  void miss(const std::string& key, const std::string& what) { found_.missing.push_back(key + ": " + what); }
  void note(const std::string& what) { found_.notes.push_back(what); }

  // Tells whether files can be made in a directory: a file without a name is made there, which nobody sees.
  // Not every file system knows such files; there the permissions must do.
  static int errno_of_writing(const fs::path& directory) {
    const int file = ::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0) {
      ::close(file);
      return 0;
    }
    if (errno != EOPNOTSUPP && errno != EISDIR) return errno;
    return ::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno;
  }

  // A directory that is made at the start when it is not there: then the nearest one above it counts.
  void look_at_directory(const std::string& key, const fs::path& directory) {
    fs::path nearest = directory.empty() ? fs::path(".") : directory;
    std::error_code failed;
    while (!fs::exists(nearest, failed) && nearest.has_relative_path()) {
      nearest = nearest.has_parent_path() ? nearest.parent_path() : fs::path(".");
    }
    if (!fs::is_directory(nearest, failed)) {
      return miss(key, "cannot be made: " + quoted(nearest) + " is not a directory; name another one");
    }
    const int cause = errno_of_writing(nearest);
    if (cause == 0) return;
    miss(key, "cannot write in " + quoted(nearest) + ": " + std::strerror(cause) +
                  "; name a directory this user can write in" + kUser);
  }

  bool look_at_file(const std::string& key, const fs::path& file) {
    if (::faccessat(AT_FDCWD, file.c_str(), R_OK | W_OK, AT_EACCESS) == 0) return true;
    miss(key, "cannot read and write " + quoted(file) + ": " + std::strerror(errno) +
                  "; let this user do so" + kUser);
    return false;
  }

  void look_at_journals() {
    look_at_directory("journal.dir", config_.journal_dir);
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(config_.journal_dir, failed)) {
      const std::string name = entry.path().filename().string();
      const auto end = std::min(name.find('.'), name.size());
      const bool is_a_journals = lanes_.contains(name.substr(0, end)) && kEndings.contains(name.substr(end));
      if (!is_a_journals || !look_at_file("journal.dir", entry.path())) continue;
      if (name.ends_with(".db") && !is_database(entry.path())) {
        miss("journal.dir",
             quoted(entry.path()) + " is not a journal; move it away, or name another directory");
      }
    }
  }

  // True for a file that begins as SQLite's do. One of no bytes is about to become one.
  static bool is_database(const fs::path& file) {
    constexpr std::string_view kBegin = "SQLite format 3";
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    char bytes[kBegin.size()] = {};
    const ssize_t size = ::pread(fd, bytes, sizeof bytes, 0);
    ::close(fd);
    return size == 0 || std::string_view(bytes, sizeof bytes) == kBegin;
  }

  void look_at_log() {
    if (config_.log_file.empty()) return;
    const fs::path file = config_.log_file;
    std::error_code failed;
    if (fs::is_directory(file, failed)) {
      miss("log.file", quoted(file) + " is a directory; name a file");
    } else if (!fs::exists(file, failed)) {
      look_at_directory("log.file", file.parent_path());
    } else if (::faccessat(AT_FDCWD, file.c_str(), W_OK, AT_EACCESS) != 0) {
      miss("log.file",
           "cannot write " + quoted(file) + ": " + std::strerror(errno) + "; let this user write it" + kUser);
    }
  }

  // The port is bound as the gateway binds it, and never listened on: nobody can connect to it.
  void look_at_port(const std::string& key, const std::string& address, unsigned short port) {
    asio::io_context io;
    tcp::acceptor acceptor(io);
    error_code failed;
    const tcp::endpoint endpoint{asio::ip::make_address(address, failed), port};
    if (!failed) acceptor.open(endpoint.protocol(), failed);
    if (!failed) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) acceptor.bind(endpoint, failed);
    if (!failed) return;
    const std::string where = address + " port " + std::to_string(port);
    if (failed == asio::error::address_in_use) {
      if (gateway_) {
        return note(key + ": " + where + " is in use, as it is while that gateway runs");
      }
      return miss(key, where + " is in use by another process; end that one, or give another port");
    }
    miss(key, "cannot listen on " + where + ": " + failed.message() +
                  (failed == asio::error::access_denied
                       ? "; give a port from 1024 on, or the gateway the capability CAP_NET_BIND_SERVICE"
                       : "; give an address of this machine"));
  }

  const config::Config& config_;
  std::set<std::string> lanes_;
  std::optional<std::string> gateway_;  // the process that has a journal of these
  EnvironmentFindings found_;
};

}  // namespace

EnvironmentFindings check_environment(const config::Config& config) { return Look(config).take(); }

}  // namespace bridge
