// One WebSocket over TLS, from the first look-up to its end; used once. Verifies certificate and host
// name, answers the venue's pings, pings when nothing was heard, and gives up at its deadlines. Runs on
// the thread that runs the io_context; calls its Handler on that thread, never from inside one of its own
// functions. Handlers still in flight keep it alive, which is why it is shared.
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
    // Text or binary: what it means is for the dialect to say.
    virtual void on_message(std::string_view message) = 0;
    // The message given to write() has left; the next one may come.
    virtual void on_written() = 0;
    // The end, once; nothing follows it. `hold`: the venue turned us away at the handshake (418, 429)
    // and wants no other attempt for so long.
    virtual void on_end(const std::string& reason, milliseconds hold) = 0;
  };

  virtual ~WebSocket() = default;

  virtual void connect() = 0;
  // One at a time, once open; the next after on_written().
  // `more`: others follow at once, and this one may wait for the last of them.
  virtual void write(std::string message, bool more) = 0;
  // The owner hears nothing more. Close frame (going away), TLS shutdown, at most 2 s; then `done`.
  virtual void close(std::function<void()> done) = 0;
  // The owner hears nothing more; the socket is closed now.
  virtual void abandon() = 0;
};

// `owner` must outlive on_end(), close() or abandon(), whichever comes first.
[[nodiscard]] std::shared_ptr<WebSocket> make_websocket(boost::asio::io_context& io, std::shared_ptr<Tls> tls,
                                                        const LinkSettings& settings,
                                                        WebSocket::Handler& handler);

}  // namespace bridge::venue
