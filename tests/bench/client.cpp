#include "bench/client.hpp"

#include "bench/canned.hpp"
#include "endtoend/world.hpp"

#include <openssl/ssl.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace bridge::bench {
namespace {

constexpr char kSoh = '\x01';
constexpr std::string_view kOrdStatus =
    "\x01"
    "39=";
constexpr std::string_view kTestReqId =
    "\x01"
    "112=";
constexpr std::string_view kExecType =
    "\x01"
    "150=";

// Until SOH; empty when there is no such field.
std::string_view value(std::string_view message, std::string_view name) {
  const auto at = message.find(name);
  if (at == std::string_view::npos) return {};
  const auto begin = at + name.size();
  return message.substr(begin, message.find(kSoh, begin) - begin);
}

// "b" and eleven digits.
std::string cl_ord_id(std::int64_t number) {
  std::array<char, kIdSize + 1> id{};
  std::snprintf(id.data(), id.size(), "b%011lld", static_cast<long long>(number));
  return id.data();
}

std::string printable(std::string_view message) {
  std::string text(message);
  for (char& c : text) c = c == kSoh ? '|' : c;
  return text;
}

}  // namespace

std::string cancel_body(std::int64_t number) {
  const std::string order_id = std::to_string(1'000'000'000 + number);
  return "11=" + cl_ord_id(number) + "|37=" + order_id + "|38=1|41=o" + order_id +
         "|54=1|55=BTCUSDT|60=" + endtoend::sending_time() + "|";
}

std::string place_body(std::int64_t number) {
  return "11=" + cl_ord_id(number) +
         "|38=0.250|40=2|44=65000.10|54=1|55=BTCUSDT|59=1|60=" + endtoend::sending_time() + "|";
}

std::string message_of(const std::string& comp_id, std::string_view msg_type, int msg_seq_num,
                       std::string_view body) {
  return endtoend::framed("35=" + std::string(msg_type) + "|34=" + std::to_string(msg_seq_num) + "|49=" +
                          comp_id + "|52=" + endtoend::sending_time() + "|56=BRIDGE|" + std::string(body));
}

Client::Client(const Endpoint& endpoint, std::string comp_id, Road road)
    : comp_id_(std::move(comp_id)), road_(road), socket_(endtoend::connect_to(endpoint.port)) {
  if (endpoint.tls) {
    tls_ = SSL_CTX_new(TLS_client_method());
    stream_ = SSL_new(tls_);
    SSL_set_fd(stream_, socket_);
    if (SSL_connect(stream_) != 1)
      throw std::runtime_error("no TLS on port " + std::to_string(endpoint.port));
  }
  ::fcntl(socket_, F_SETFL, O_NONBLOCK);
}

Client::~Client() {
  SSL_free(stream_);
  SSL_CTX_free(tls_);
  ::close(socket_);
}

void Client::log_on() { send("A", "98=0|108=120|141=Y|"); }

void Client::log_on_again(int number) {
  next_number_ = number;
  send("A", "98=0|108=120|");
}

void Client::request(std::int64_t number) {
  if (road_ == Road::Place) return send("D", place_body(number));
  send("F", cancel_body(number));
}

void Client::send(std::string_view msg_type, std::string_view body) {
  write(message_of(comp_id_, msg_type, next_number_++, body));
}

void Client::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = stream_ != nullptr ? SSL_write(stream_, bytes.data(), static_cast<int>(bytes.size()))
                                         : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    pollfd writable{socket_, POLLOUT, 0};
    const bool full = stream_ != nullptr
                          ? SSL_get_error(stream_, static_cast<int>(sent)) == SSL_ERROR_WANT_WRITE
                          : errno == EAGAIN;
    if (!full) throw std::runtime_error(comp_id_ + " was disconnected");
    ::poll(&writable, 1, 1000);
  }
}

// 0: nothing is there now.
long Client::read(char* bytes, std::size_t size) {
  const long got =
      stream_ != nullptr ? SSL_read(stream_, bytes, static_cast<int>(size)) : ::recv(socket_, bytes, size, 0);
  if (got > 0) return got;
  const bool nothing = stream_ != nullptr
                           ? SSL_get_error(stream_, static_cast<int>(got)) == SSL_ERROR_WANT_READ
                           : got < 0 && errno == EAGAIN;
  if (!nothing) throw std::runtime_error(comp_id_ + " was disconnected; last heard: " + printable(inbound_));
  return 0;
}

void Client::receive(const std::function<void(std::int64_t)>& answered) {
  std::array<char, 65536> bytes;
  while (const auto size = read(bytes.data(), bytes.size())) {
    inbound_.append(bytes.data(), static_cast<std::size_t>(size));
    std::string_view rest = inbound_;
    for (auto end = end_of_message(rest); end != 0; end = end_of_message(rest)) {
      take(rest.substr(0, end), answered);
      rest.remove_prefix(end);
    }
    inbound_.erase(0, inbound_.size() - rest.size());
    if (static_cast<std::size_t>(size) < bytes.size() && stream_ == nullptr) break;
  }
}

void Client::take(std::string_view message, const std::function<void(std::int64_t)>& answered) {
  const auto type = value(message, kMsgType);
  const std::string_view end = road_ == Road::Place ? "0" : "4";
  const std::string_view pending = road_ == Road::Place ? "A" : "6";
  const auto exec_type = type == "8" ? value(message, kExecType) : "";
  if (type == "A") {
    logged_on_ = true;
  } else if (type == "1") {
    send("0", "112=" + std::string(value(message, kTestReqId)) + "|");
  } else if (exec_type == end && value(message, kOrdStatus) == end) {
    const auto id = value(message, kClOrdId);
    std::int64_t number = 0;
    std::from_chars(id.data() + 1, id.data() + id.size(), number);
    answered(number);
  } else if (type != "0" && exec_type != pending) {
    throw std::runtime_error(comp_id_ + " did not expect " + printable(message));
  }
}

}  // namespace bridge::bench
