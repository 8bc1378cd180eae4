#include "endtoend/world.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <fstream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace bridge::endtoend {
namespace {

constexpr milliseconds kPollEvery{5};

sockaddr_in loopback(unsigned short port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// −1 while nobody listens there.
int try_to_connect(unsigned short port) {
  const int connected = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (::connect(connected, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return connected;
  ::close(connected);
  return -1;
}

}  // namespace

bool eventually(const std::function<bool()>& condition, milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kPollEvery);
  }
  return true;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

Directory::Directory() {
  std::string name = (std::filesystem::temp_directory_path() / "fixbridge-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a directory");
  path_ = name;
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Port::Port() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int on = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  number_ = ntohs(address.sin_port);
}

Port::~Port() { ::close(socket_); }

int connect_to(unsigned short port) {
  const int connected = try_to_connect(port);
  if (connected < 0) throw std::runtime_error("nobody listens on port " + std::to_string(port));
  const int on = 1;
  ::setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connected;
}

RawClient::RawClient(unsigned short port) : socket_(connect_to(port)) {}

RawClient::~RawClient() { ::close(socket_); }

void RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // closed already: what the caller reads next tells
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string RawClient::read(const std::function<bool(const std::string&)>& enough) {
  std::string text;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!enough(text)) {
    const auto left =
        std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now()).count();
    pollfd readable{socket_, POLLIN, 0};
    if (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) <= 0) {
      throw std::runtime_error("the peer neither says enough nor closes");
    }
    char bytes[4096];
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
    if (size <= 0) break;  // closed, or reset
    text.append(bytes, static_cast<std::size_t>(size));
  }
  std::ranges::replace(text, '\x01', '|');
  return text;
}

bool RawClient::is_closed_in_silence() {
  return read([](const std::string& text) { return !text.empty(); }).empty();
}

Page http_get(unsigned short port, const std::string& path) {
  Page page;
  const int connected = try_to_connect(port);
  if (connected < 0) return page;
  RawClient client = RawClient::over(connected);
  client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string answer = client.read([](const std::string&) { return false; });
  constexpr std::size_t kStatusAt = 9;  // "HTTP/1.1 200 OK"
  if (answer.size() < kStatusAt + 3) return page;
  page.status = std::stoi(answer.substr(kStatusAt, 3));
  const auto body = answer.find("\r\n\r\n");
  if (body != std::string::npos) page.body = answer.substr(body + 4);
  return page;
}

std::string value(std::string_view message, int tag) {
  const std::string wanted = "|" + std::to_string(tag) + "=";
  const std::string text = "|" + std::string(message);
  const auto begin = text.find(wanted);
  if (begin == std::string::npos) return "";
  const auto end = text.find('|', begin + wanted.size());
  return text.substr(begin + wanted.size(), end - begin - wanted.size());
}

std::string framed(const std::string& body, const std::string& begin_string) {
  std::string message = "8=" + begin_string + "|9=" + std::to_string(body.size()) + "|" + body;
  std::ranges::replace(message, '|', '\x01');
  unsigned sum = 0;
  for (const char c : message) sum += static_cast<unsigned char>(c);
  return message + "10=" + std::to_string(1000 + sum % 256).substr(1) + '\x01';
}

std::string sending_time() { return fix_text(now()); }

}  // namespace bridge::endtoend
