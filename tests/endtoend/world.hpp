// What the end-to-end tests stand on: a directory, ports that stay ours, plain sockets, FIX text.
#pragma once

#include "base/time.hpp"
#include "endtoend/process.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::endtoend {

// Waits for a condition; false when it did not hold in time.
[[nodiscard]] bool eventually(const std::function<bool()>& condition, milliseconds deadline = kPatience);

[[nodiscard]] std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& text);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);
[[nodiscard]] std::size_t count_of(std::string_view text, std::string_view part);

class Directory {
 public:
  Directory();
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A free port that nobody else is given while this lives: bound, with SO_REUSEADDR, and never listened on.
// A server that sets SO_REUSEADDR as well can listen on it, as often as it is started.
class Port {
 public:
  Port();
  ~Port();
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  [[nodiscard]] unsigned short number() const { return number_; }

 private:
  int socket_ = -1;
  unsigned short number_ = 0;
};

// A socket with TCP_NODELAY, connected to that port of 127.0.0.1. Throws std::runtime_error when nobody
// listens.
[[nodiscard]] int connect_to(unsigned short port);

// A TCP connection that says what the test wants, however wrong.
class RawClient {
 public:
  explicit RawClient(unsigned short port);
  // Takes over a connected socket.
  [[nodiscard]] static RawClient over(int socket) { return {Socket{socket}}; }
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  void send(std::string_view bytes) const;
  // All that comes until `enough` says so, the peer closes or the deadline passes.
  [[nodiscard]] std::string read(const std::function<bool(const std::string&)>& enough);
  // The peer closes without a word.
  [[nodiscard]] bool is_closed_in_silence();

 private:
  struct Socket {
    int number;
  };
  RawClient(Socket socket) : socket_(socket.number) {}

  int socket_ = -1;
};

// Body and status of a page of ours, empty and 0 while nobody listens there.
struct Page {
  int status = 0;
  std::string body;
};
[[nodiscard]] Page http_get(unsigned short port, const std::string& path);

// --- FIX text; '|' stands for SOH ---

// The value of a tag; empty when absent.
[[nodiscard]] std::string value(std::string_view message, int tag);
// BeginString, BodyLength and CheckSum around what is between: "35=A|49=…|" to bytes.
[[nodiscard]] std::string framed(const std::string& body, const std::string& begin_string = "FIX.4.4");
[[nodiscard]] std::string sending_time();

}  // namespace bridge::endtoend
