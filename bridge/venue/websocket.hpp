// One WebSocket over TLS, from the first look-up to its end; it is used once. It verifies certificate and
// host name, answers the venue's pings, pings when nothing was heard, and gives up at its deadlines. It runs
// on the thread that runs the io_context, and calls its Handler on that thread, never from inside one of its
// own functions. Handlers still in flight keep it alive, which is why it is shared.
#pragma once

#include "venue/settings.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bridge::venue {

struct Tls;

class WebSocket {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void on_open() = 0;
    // A message came, text or binary. What it means is for the dialect to say.
    virtual void on_message(std::string_view message) = 0;
    // The message given to write() has left; the next one may come.
    virtual void on_written() = 0;
    // The connection has ended. This is called once, and nothing follows it. With `hold` the venue turned us
    // away at the handshake (418, 429) and wants no other attempt for so long.
    virtual void on_end(const std::string& reason, milliseconds hold) = 0;
  };

  virtual ~WebSocket() = default;

  virtual void connect() = 0;
  // Writes one message at a time, once the connection is open; the next may come after on_written().
  // With `more` others follow at once, and this one may wait for the last of them.
  virtual void write(std::string message, bool more) = 0;
  // Takes leave with a close frame (going away) and a TLS shutdown, within 2 s; then it calls `done`. The
  // owner hears nothing more.
  virtual void close(std::function<void()> done) = 0;
  // Closes the socket now. The owner hears nothing more.
  virtual void abandon() = 0;
};

// `owner` must outlive on_end(), close() or abandon(), whichever comes first.
[[nodiscard]] std::shared_ptr<WebSocket> make_websocket(boost::asio::io_context& io, std::shared_ptr<Tls> tls,
                                                        const LinkSettings& settings,
                                                        WebSocket::Handler& handler);

}  // namespace bridge::venue
