// Calls to a venue's REST API, over one connection that is kept as long as both sides like. It knows requests
// and answers, and not what they mean. It runs on the lane's thread, the one that runs the io_context, and
// calls its Handler on that thread, never from inside one of its own functions. One call is in flight; the
// rest waits in order, up to a limit, and each has a deadline. No call is made twice: whether it may be is
// the caller's to know.
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
#include <vector>

namespace bridge::venue {

enum class RestMethod { Get, Post, Put, Delete };

struct HttpField {
  std::string name;
  std::string value;
};

struct RestCall {
  std::uint64_t number = 0;  // the caller's, handed back with the answer
  RestMethod method = RestMethod::Get;
  std::string target{};             // path and query, encoded and signed; never logged
  std::vector<HttpField> fields{};  // the key, say; never logged
  milliseconds within{10000};       // from now on: queue, connection and answer
};

struct RestAnswer {
  int status = 0;                           // of HTTP
  std::optional<std::int64_t> used_weight;  // as the header of RestSettings says
  std::optional<milliseconds> retry_after;  // from now on, three days at most
  std::string_view body;                    // until on_rest_answer returns
};

class RestClient {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    // The call was answered, whatever the status.
    virtual void on_rest_answer(std::uint64_t number, const RestAnswer& answer) = 0;
    // The call has no answer and will get none. With `never_left` not one byte of it was handed to a socket;
    // any other may have reached the venue.
    virtual void on_rest_failed(std::uint64_t number, const std::string& reason, bool never_left) = 0;
  };

  virtual ~RestClient() = default;

  // Asks; it connects when there is no connection. False: the queue is at its limit, or it is closed;
  // nothing was kept. The target must be one (endpoint.hpp), and the fields must have no control characters.
  [[nodiscard]] virtual bool send(RestCall call) = 0;
  // It is gone: it forgets what was asked, and calls the handler no more. `done` runs once; only then, or
  // once the io_context has stopped for good, may the client be destroyed.
  virtual void close(std::function<void()> done) = 0;
};

// It throws std::runtime_error for a CA file that cannot be read, and for a host or port that is not fit for
// a header.
[[nodiscard]] std::unique_ptr<RestClient> make_rest_client(boost::asio::io_context& io, RestSettings settings,
                                                           RestClient::Handler& handler);

}  // namespace bridge::venue
