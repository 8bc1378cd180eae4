#include "venue/binance/request_frame.hpp"

#include "venue/binance/quote.hpp"

#include <cstddef>

namespace bridge::venue::binance {

namespace {

// It fits a signed request: six parameters, and the signature of an HMAC key.
constexpr std::size_t kUsualFrame = 512;

const char* method_of(ListenKeyAction action) {
  switch (action) {
    case ListenKeyAction::Start:
      return "userDataStream.start";
    case ListenKeyAction::Ping:
      return "userDataStream.ping";
    case ListenKeyAction::Stop:
      return "userDataStream.stop";
  }
  return "";
}

}  // namespace

std::string frame_of(std::string_view id, std::string_view method, const std::vector<Param>& params) {
  std::string frame;
  frame.reserve(kUsualFrame);
  frame += R"({"id":)";
  add_quoted(frame, id);
  frame += R"(,"method":)";
  add_quoted(frame, method);
  char separator = '{';
  if (!params.empty()) frame += R"(,"params":)";
  for (const Param& param : params) {
    frame += separator;
    add_quoted(frame, param.name);
    frame += ':';
    param.text ? add_quoted(frame, param.value) : void(frame += param.value);
    separator = ',';
  }
  frame.append(params.empty() ? "}" : "}}");
  return frame;
}

std::string listen_key_frame(ListenKeyAction action, std::string_view id, std::string_view api_key) {
  std::vector<Param> params;
  if (!api_key.empty()) params.push_back({.name = "apiKey", .value = well_formed(api_key)});
  return frame_of(well_formed(id), method_of(action), params);
}

}  // namespace bridge::venue::binance
