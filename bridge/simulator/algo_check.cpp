// What the venue checks of an algoOrder.place.
#include "simulator/instruments.hpp"
#include "simulator/order_check.hpp"
#include "simulator/order_refusal.hpp"
#include "simulator/terms_of_all.hpp"

#include <string>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::string_view kLeastRate = "0.1";  // percent
constexpr std::string_view kMostRate = "20";

bool is_market(const AlgoOrder& algo) { return algo.order_type.ends_with("_MARKET"); }

void read_limit_price(Terms& terms, const Instrument& instrument, AlgoOrder& algo) {
  algo.price = "0.00";
  if (is_market(algo)) {
    terms.refuse_if(terms.has("priceMatch"), price_match_unsupported());
    return terms.must_not_have({"price"});
  }
  read_price_match(terms, algo.price_match);
  if (algo.price_match == "NONE") {
    terms.must_have({"price"});
    terms.read_price(instrument, "price", algo.price);
  } else {
    terms.must_not_have({"price"});
  }
}

void read_rate(Terms& terms, const Request& request, AlgoOrder& algo) {
  terms.must_have({"callbackRate"});
  if (!terms.ok()) return;
  const auto rate = read_units(request.text("callbackRate").value_or(""));
  terms.refuse_if(!rate, mandatory_missing("callbackRate"));
  terms.refuse_if(rate && (*rate < units_of(kLeastRate) || *rate > units_of(kMostRate)),
                  invalid_data("callbackRate"));
  if (rate) algo.callback_rate = shortest(*rate);
}

void read_trigger(Terms& terms, const Request& request, const Instrument& instrument, AlgoOrder& algo) {
  algo.trigger_price = "0.00";
  if (algo.order_type != "TRAILING_STOP_MARKET") {
    terms.must_have({"triggerPrice"});
    terms.must_not_have({"activatePrice", "callbackRate"});
    return terms.read_trigger_price(instrument, "triggerPrice", algo.trigger_price);
  }
  terms.must_not_have({"triggerPrice"});
  read_rate(terms, request, algo);
  if (terms.has("activatePrice")) {
    terms.read_trigger_price(instrument, "activatePrice", algo.activate_price);
  }
}

void read_quantity(Terms& terms, const Instrument& instrument, AlgoOrder& algo) {
  algo.quantity = decimal(0, instrument.quantity_places);
  terms.read_flag("closePosition", algo.close_position);
  if (!algo.close_position) {
    terms.must_have({"quantity"});
    return terms.read_quantity(instrument, is_market(algo), algo.quantity);
  }
  terms.refuse_if(algo.order_type != "STOP_MARKET" && algo.order_type != "TAKE_PROFIT_MARKET",
                  not_required("closePosition"));
  terms.refuse_if(terms.has("quantity"), quantity_with_close());
  terms.must_not_have({"reduceOnly"});
}

void check_account(Terms& terms, const Book& book, const AlgoOrder& algo) {
  const AlgoOrder* same =
      algo.client_algo_id.empty() ? nullptr : book.find_algo({.client_algo_id = algo.client_algo_id});
  const bool waits = same != nullptr && (same->status == "NEW" || same->status == "TRIGGERING");
  terms.refuse_if(waits, duplicate_client_id());
  terms.refuse_if(book.open_algo_orders("").size() >= static_cast<std::size_t>(kMaxAlgoOrders),
                  too_many_algo_orders());
  terms.refuse_if(is_reached(algo, book.prices(algo.symbol)), would_trigger());
}

}  // namespace

std::variant<AlgoOrder, Refusal> check_algo(const Request& request, const Book& book) {
  Terms terms{request};
  AlgoOrder algo;
  algo.symbol = *request.text("symbol");
  const Instrument instrument = instrument_of(algo.symbol);
  terms.must_have({"algoType", "side", "type"});
  std::string kind;
  terms.read_word("algoType", {"CONDITIONAL"}, invalid_data("algoType"), kind);
  terms.read_word("side", {"BUY", "SELL"}, invalid_side(), algo.side);
  terms.read_word("type",
                  {"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"},
                  invalid_order_type(), algo.order_type);
  read_time_in_force(terms, {"GTC", "IOC", "FOK"}, algo.time_in_force);
  terms.read_word("workingType", {"MARK_PRICE", "CONTRACT_PRICE"}, invalid_data("workingType"),
                  algo.working_type);
  terms.read_flag("priceProtect", algo.price_protect);
  read_stp_mode(terms, algo.self_trade_prevention_mode);
  if (terms.ok()) read_limit_price(terms, instrument, algo);
  if (terms.ok()) read_trigger(terms, request, instrument, algo);
  if (terms.ok()) read_quantity(terms, instrument, algo);
  read_position_side(terms, book, algo.side, algo.position_side, algo.reduce_only);
  if (algo.close_position) algo.reduce_only = true;
  terms.read_client_id("clientAlgoId", algo.client_algo_id);
  if (terms.ok()) check_account(terms, book, algo);
  if (!terms.ok()) return *terms.refusal();
  return algo;
}

}  // namespace bridge::simulator
