#include "crash/venue_word.hpp"

#include "crash/plan.hpp"
#include "where.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace bridge::crash {
namespace {

std::int64_t number_of(const boost::json::value& value) {
  return value.is_string() ? std::stoll(std::string(value.as_string())) : value.to_number<std::int64_t>();
}

// Nothing for a frame that is about no order.
std::optional<Request> read_request(std::string_view frame) {
  const auto value = boost::json::parse({frame.data(), frame.size()});
  const std::string_view method = value.at("method").as_string();
  if (!method.starts_with("order.")) return std::nullopt;
  const auto& params = value.at("params").as_object();
  Request request;
  request.cancel = method == "order.cancel";
  request.timestamp_ms = number_of(params.at("timestamp"));
  const std::string id{value.at("id").as_string()};
  request.ticket = id.substr(0, id.find('-'));
  if (const auto* order_id = params.if_contains("orderId")) {
    request.order = number_of(*order_id);
  } else {
    const std::string name{params.at("origClientOrderId").as_string()};
    request.order = kFirstOrder + std::stoll(name.substr(name.find('-') + 1));
  }
  return request;
}

}  // namespace

SiteSettings cancel_site(std::uint64_t seed, int orders) {
  return {.venue = CRASH_VENUE, .arguments = {std::to_string(seed), std::to_string(orders)}};
}

std::map<std::int64_t, Entry> book_of(Site& site, std::uint64_t seed, int orders) {
  std::map<std::int64_t, Entry> book;
  for (const auto& planned : plan_orders(seed, orders)) {
    if (planned.known) book[planned.order.order_id].before = planned.order.status;
  }
  for (const auto& line : site.statement()) {
    if (!line.starts_with("book ")) continue;
    const auto blank = line.rfind(' ');
    book[std::stoll(line.substr(5))].after = line.substr(blank + 1);
  }
  return book;
}

std::vector<Request> requests_of(Site& site) {
  std::vector<Request> requests;
  for (const auto& frame : site.frames()) {
    if (auto request = read_request(frame.json)) {
      request->life = frame.life;
      requests.push_back(std::move(*request));
    }
  }
  return requests;
}

}  // namespace bridge::crash
