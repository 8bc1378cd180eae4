#include "fix/door/pending_connection.hpp"

#include <boost/asio/buffer.hpp>

namespace bridge::fix {

// A handshake's answers are small, and nothing else was sent before: what the socket does not take at once,
// its peer does not read.
bool PendingConnection::take(std::size_t size) {
  if (!tls) {
    bytes.append(chunk.data(), size);
    return true;
  }
  const bool goes_on = tls->take({chunk.data(), size}, bytes);
  const std::string answer = tls->output();
  if (answer.empty()) return goes_on;
  boost::system::error_code error;
  socket.non_blocking(true, error);
  return socket.write_some(boost::asio::buffer(answer), error) == answer.size() && goes_on;
}

}  // namespace bridge::fix
