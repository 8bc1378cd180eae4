// A TLS server that answers the WebSocket handshake and then says whatever bytes the test wants: what a
// library would not let it say. On loopback, run by the test's own io_context.
#pragma once

#include "venue/certificates.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace bridge::venue::test {

// What one connection is told, in this order.
struct Script {
  std::string
      handshake{};      // instead of the right one; "<accept>" stands for the right key. Empty: the right one
  std::string bytes{};  // behind it
  bool byte_by_byte = false;  // each byte in a TLS record of its own
  bool hangs_up = false;      // at the end of it
};

class RawServer {
 public:
  // `script(n)`: of the nth connection, from 1.
  RawServer(boost::asio::io_context& io, const Certificate& certificate, std::function<Script(int)> script);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::string port() const;

  int accepted = 0;
  std::size_t heard = 0;  // bytes after the handshake's request, of all connections

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// The answer that a handshake should get.
inline constexpr const char* kSwitching =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: <accept>\r\n\r\n";

// --- frames (RFC 6455, 5.2); `first`: FIN, RSV and opcode ---
enum First : unsigned char {
  kText = 0x81,
  kTextBegins = 0x01,
  kBinary = 0x82,
  kBinaryBegins = 0x02,
  kGoesOn = 0x00,
  kEnds = 0x80,
  kClose = 0x88,
  kPing = 0x89,
  kPong = 0x8A,
};
enum class Length { Shortest, In16Bits, In64Bits };
[[nodiscard]] std::string frame(int first, const std::string& payload, Length form = Length::Shortest);
// The head of a frame of so many bytes, 64 bits wide.
[[nodiscard]] std::string head(int first, std::uint64_t length);
[[nodiscard]] std::string masked(int first, const std::string& payload);
// A close frame's payload.
[[nodiscard]] std::string closing(int code, const std::string& reason = "");

}  // namespace bridge::venue::test
