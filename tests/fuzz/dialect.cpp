// What the venue, or whoever is between, sends: any bytes as a frame. It is read or it is not; nothing secret
// is shown of it; and what a client names reaches the venue as JSON that says just that.
//
// An input is a frame. Its first line, when it begins with '@', is what a client wrote as a symbol and an
// order's id.
#include "venue/binance/dialect.hpp"

#include "fuzz/target.hpp"
#include "venue/binance/request_id.hpp"

#include <boost/json.hpp>

#include <memory>
#include <string>
#include <variant>

namespace bridge::fuzz {
namespace {

namespace json = boost::json;

constexpr const char* kKey = "k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k";
constexpr const char* kSecret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";
constexpr std::size_t kTextMax = 512;

const venue::Dialect& dialect() {
  static const auto one = venue::binance::make_dialect({.api_key = kKey, .secret = Secret{kSecret}}, {});
  return *one;
}

void no_secret_in(const json::value& value) {
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      const std::string_view key{member.key().data(), member.key().size()};
      if (key == "apiKey" || key == "signature" || key == "listenKey") {
        check(member.value().is_null() || member.value() == json::value("***"), "a secret is masked");
      } else {
        no_secret_in(member.value());
      }
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) no_secret_in(element);
  }
}

// A number beyond a double's range is written as one that is not read again; then there is nothing to look
// into.
void shows_no_secret(const std::string& masked) {
  json::error_code error;
  const auto value = json::parse(masked, error);
  if (!error) no_secret_in(value);
}

void is_sentence(const std::string& text) {
  check(text.size() < kTextMax && is_clean(text), "text is clean");
}

void is_sound(const order::Outcome& outcome) {
  std::visit(
      [](const auto& said) {
        if constexpr (requires { said.error; }) is_sentence(said.error.text);
      },
      outcome);
}

void is_sound(const venue::Decoded& decoded) {
  check(decoded.rate_limits.size() <= 16, "few counters");
  if (const auto* reply = std::get_if<venue::Reply>(&decoded.message)) {
    const auto again = venue::binance::read_request_id(venue::binance::to_text(reply->request));
    check(again && *again == reply->request, "a request's id is read as it is written");
    is_sound(reply->outcome);
  }
  if (const auto* reply = std::get_if<venue::SessionReply>(&decoded.message)) {
    check(!(reply->error && reply->authorized), "who is refused is not logged on");
    if (reply->error) is_sentence(reply->error->text);
  }
  if (const auto* stray = std::get_if<venue::Stray>(&decoded.message)) {
    is_sentence(stray->what);
    if (stray->error) is_sentence(stray->error->text);
  }
}

void read(std::string_view frame) {
  const auto decoded = dialect().decode(frame);
  const std::string masked = dialect().masked(frame);
  if (decoded) {
    is_sound(*decoded);
    shows_no_secret(masked);
  } else {
    is_sentence(decoded.error().what);
    shows_no_secret(masked);
  }
}

// One frame of one JSON object, in which `name` is what the client wrote, whatever that was.
void write(std::string_view name) {
  const order::RequestId id{order::TicketId{17}, 1, order::RequestKind::Cancel};
  const auto signed_frame =
      dialect().encode(order::SendCancel{id, std::string(name), order::ClientOrderId{std::string(name)}},
                       from_ms(1795359600057));
  check(bool(signed_frame), "an HMAC key always signs");
  const std::string& frame = *signed_frame;
  const json::value sent = json::parse(frame);
  const json::object& params = sent.at("params").as_object();
  check(sent.as_object().size() == 3 && params.size() == 6, "nothing was smuggled in");
  check(params.at("symbol") == params.at("origClientOrderId"), "both say the same");
  const std::string masked = dialect().masked(frame);
  shows_no_secret(masked);
  check(masked.find(kKey) == std::string::npos || name.find(kKey) != std::string::npos, "our key is masked");
}

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  std::string_view text = text_of(data, size);
  if (text.starts_with('@')) write(take_line(text).substr(1));
  read(text);
  return 0;
}
