// A WebSocket over TLS that is up or on its way back. It knows frames, and not what they mean. It runs on the
// lane's thread, the one that runs the io_context, and calls its Handler on that thread, never from inside
// one of its own functions. One write is in flight; the rest waits in order, up to a limit.
#pragma once

#include "base/time.hpp"
#include "venue/settings.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::venue {

class Link {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    // The link is about to connect, which costs weight at the venue. The answer is how long it waits first;
    // on 0 it connects now.
    virtual milliseconds on_link_connecting() = 0;
    // The WebSocket handshake is done; frames may be staged.
    virtual void on_link_open() = 0;
    // The socket is gone; comes only after on_link_open. Of frames with a number above `handed_over` not one
    // byte was handed to the socket; every other one may have reached the venue. Reconnecting has begun.
    virtual void on_link_lost(const std::string& reason, std::uint64_t handed_over) = 0;
    // An attempt to connect failed; another one follows. With `hold` the venue turned us away (418, 429) and
    // wants no other for so long.
    virtual void on_link_unreachable(const std::string& reason, milliseconds hold) = 0;
    // A frame came, text or binary. Whether it can be read is the dialect's to say.
    virtual void on_frame(std::string_view frame) = 0;
  };

  virtual ~Link() = default;

  // Begins to connect, and keeps at it until close().
  virtual void open() = 0;
  // The path of the connections to come, in the place of the one in the settings. It may be a secret: it is
  // never logged, and stands in no reason. A link that waits because its handler said so
  // (on_link_connecting) asks it anew at once. The path must be one (endpoint.hpp).
  virtual void use_path(std::string path) = 0;
  // Puts a frame aside until flush(), and gives it a number: each has a higher one than those before it, on
  // this link and on those that it comes back as. Nothing: not open, or the queue is at its limit; nothing
  // was kept.
  [[nodiscard]] virtual std::optional<std::uint64_t> stage(std::string frame) = 0;
  // Hands everything staged to the socket, in order. It is to be called after the turn's commit.
  virtual void flush() = 0;
  // Forgets what is staged: its turn was not committed.
  virtual void discard() = 0;
  // Sends a close frame (going away), and is gone: it connects no more, and calls the handler no more. What
  // was not yet written is dropped. `done` runs once, at the latest after 2 s; only then, or once the
  // io_context has stopped for good, may the link be destroyed.
  virtual void close(std::function<void()> done) = 0;
  [[nodiscard]] virtual bool is_open() const = 0;
};

// It throws std::runtime_error for a CA file that cannot be read, and for a host, port or path that is not
// fit for a header (control characters, blanks).
[[nodiscard]] std::unique_ptr<Link> make_link(boost::asio::io_context& io, LinkSettings settings,
                                              Link::Handler& handler);

}  // namespace bridge::venue
