// The way up to a venue, the same whatever is spoken there: look-up, TCP, and TLS with certificate and host
// name checked. The lane's thread.
#pragma once

#include "base/any_completion.hpp"
#include "venue/tls_stream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <string>

namespace bridge::venue {

class TlsDial {
 public:
  TlsDial(boost::asio::io_context& io, TlsStream& stream, std::string host, std::string port);

  // Called once. `done` keeps this and the stream alive, and is called once.
  void go(AnyCompletion done);
  // Gives a look-up up; the rest ends with the socket.
  void cancel() { resolver_.cancel(); }

  // What it is at, or was at when it ended: "connecting".
  [[nodiscard]] const char* step() const { return step_; }
  // Why an attempt has failed: the certificate's fault, when it was that; cleaned (base/text.hpp).
  [[nodiscard]] std::string explain(boost::system::error_code error) const;

 private:
  void reach(const boost::asio::ip::tcp::resolver::results_type& found, AnyCompletion done);
  void shake_hands(AnyCompletion done);
  void note_problem(int error);

  TlsStream& stream_;
  std::string host_;
  std::string port_;
  boost::asio::ip::tcp::resolver resolver_;
  const char* step_ = "";
  std::string certificate_problem_;
};

}  // namespace bridge::venue
