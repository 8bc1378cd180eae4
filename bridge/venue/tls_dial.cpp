#include "venue/tls_dial.hpp"

#include "base/text.hpp"
#include "venue/tls.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <openssl/x509_vfy.h>

#include <utility>

namespace bridge::venue {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

TlsDial::TlsDial(asio::io_context& io, TlsStream& stream, std::string host, std::string port)
    : stream_(stream), host_(std::move(host)), port_(std::move(port)), resolver_(io) {}

void TlsDial::go(AnyCompletion done) {
  step_ = "looking up the host";
  resolver_.async_resolve(
      host_, port_,
      [this, done = std::move(done)](error_code error, const tcp::resolver::results_type& found) mutable {
        error ? done(error) : reach(found, std::move(done));
      });
}

void TlsDial::reach(const tcp::resolver::results_type& found, AnyCompletion done) {
  step_ = "connecting";
  asio::async_connect(stream_.socket(), found,
                      [this, done = std::move(done)](error_code error, const tcp::endpoint&) mutable {
                        error ? done(error) : shake_hands(std::move(done));
                      });
}

void TlsDial::shake_hands(AnyCompletion done) {
  step_ = "shaking hands (TLS)";
  error_code ignored;
  stream_.socket().set_option(tcp::no_delay{true}, ignored);
  expect_host(stream_.native_handle(), host_);
  stream_.verify_peer([this](bool trusted, asio::ssl::verify_context& at) {
    if (!trusted) note_problem(X509_STORE_CTX_get_error(at.native_handle()));
    return trusted;
  });
  stream_.shake_hands(std::move(done));
}

// The first error is the cause; nobody need hear of those that follow from it.
void TlsDial::note_problem(int error) {
  if (!certificate_problem_.empty()) return;
  const bool other_host = error == X509_V_ERR_HOSTNAME_MISMATCH || error == X509_V_ERR_IP_ADDRESS_MISMATCH;
  certificate_problem_ = other_host ? "it is not for " + host_ : X509_verify_cert_error_string(error);
}

std::string TlsDial::explain(error_code error) const {
  if (!certificate_problem_.empty()) {
    return clean_text("the venue's certificate is refused: " + certificate_problem_);
  }
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
    return std::string{step_} + ": the venue closed the connection without a word";
  }
  return clean_text(std::string{step_} + ": " + error.message());
}

}  // namespace bridge::venue
