// One HTTP/1.1 connection over TLS, from the first look-up to its end; it is used once. It verifies
// certificate and host name, and gives up at its deadline for connecting; the deadline of an answer is its
// owner's. It runs on the thread that runs the io_context, and calls its Handler on that thread, never from
// inside one of its own functions. Handlers still in flight keep it alive, which is why it is shared.
#pragma once

#include "venue/rest.hpp"
#include "venue/settings.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

namespace bridge::venue {

struct Tls;

class HttpsConnection {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void on_connected() = 0;
    // What was sent is answered. The next may be sent when `stays`; else this was the end, and nothing
    // follows.
    virtual void on_answer(const RestAnswer& answer, bool stays) = 0;
    // The connection has ended. This is called once, and nothing follows it.
    virtual void on_end(const std::string& reason) = 0;
  };

  virtual ~HttpsConnection() = default;

  virtual void connect() = 0;
  // Sends one request at a time, once it is connected; the next may come after on_answer().
  virtual void send(const RestCall& call) = 0;
  // Closes the socket now. The owner hears nothing more.
  virtual void abandon() = 0;
};

// `owner` must outlive on_end(), the last on_answer() or abandon(), whichever comes first.
[[nodiscard]] std::shared_ptr<HttpsConnection> make_https(boost::asio::io_context& io,
                                                          std::shared_ptr<Tls> tls,
                                                          const RestSettings& settings,
                                                          HttpsConnection::Handler& owner);

}  // namespace bridge::venue
