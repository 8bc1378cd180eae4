#include "simulator/terms.hpp"

#include "simulator/characters.hpp"
#include "simulator/checks.hpp"
#include "simulator/order_refusal.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulator {
namespace {

// No price of the venue has more; beyond it is too precise, within it off the tick.
constexpr int kPricePlacesMax = 5;
constexpr std::int64_t kDateAhead = 600'000;
constexpr std::int64_t kDateEnd = 253'402'300'799'000;

bool is_multiple(Units value, std::string_view step) { return value % units_of(step) == 0; }

}  // namespace

bool Terms::has(std::string_view name) const { return was_sent(request_, name); }

void Terms::must_have(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) refuse_if(!has(name), mandatory_missing(name));
}

void Terms::must_not_have(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) refuse_if(has(name), not_required(name));
}

void Terms::read_word(std::string_view name, std::initializer_list<std::string_view> words,
                      const Refusal& otherwise, std::string& into) {
  if (!ok() || !has(name)) return;
  const auto text = request_.text(name);
  if (!text || std::find(words.begin(), words.end(), *text) == words.end()) return refuse(otherwise);
  into = *text;
}

void Terms::read_flag(std::string_view name, bool& into) {
  if (!ok() || !has(name)) return;
  // "true" and "false" in quotes, as the documents have it, or bare.
  const std::string& text = request_.find(name)->text;
  if (text != "true" && text != "false") return refuse(invalid_data(name));
  into = text == "true";
}

void Terms::read_integer(std::string_view name, std::int64_t& into) {
  if (!ok() || !has(name)) return;
  const auto value = request_.integer(name);
  if (!value) return refuse(invalid_data(name));
  into = *value;
}

void Terms::read_client_id(std::string_view name, std::string& into) {
  if (!ok() || !has(name)) return;
  const auto id = request_.text(name);
  if (!id) return refuse(invalid_data(name));
  refuse_if(id->size() > kClientIdMax, client_id_too_long());
  refuse_if(!std::all_of(id->begin(), id->end(), is_client_id_character), illegal_characters(name));
  into = *id;
}

std::optional<Units> Terms::read_number(std::string_view name) {
  if (!ok() || !has(name)) return std::nullopt;
  const auto text = request_.text(name);
  const auto number = text ? read_units(*text) : std::nullopt;
  if (!number) refuse(mandatory_missing(name));
  return number;
}

void Terms::read_price(const Instrument& instrument, std::string_view name, std::string& into) {
  const auto price = read_number(name);
  if (!price) return;
  refuse_if(*price <= 0, price_not_positive());
  refuse_if(places_of(shortest(*price)) > kPricePlacesMax, too_precise());
  refuse_if(*price > units_of(instrument.max_price), price_above_max());
  refuse_if(*price < units_of(instrument.min_price), price_below_min());
  refuse_if(!is_multiple(*price, instrument.tick_size), off_tick());
  into = decimal(*price, instrument.price_places);
}

void Terms::read_trigger_price(const Instrument& instrument, std::string_view name, std::string& into) {
  const auto price = read_number(name);
  if (!price) return;
  refuse_if(*price <= 0, trigger_not_positive());
  refuse_if(places_of(shortest(*price)) > kPricePlacesMax, too_precise());
  refuse_if(*price > units_of(instrument.max_price), trigger_above_max());
  refuse_if(!is_multiple(*price, instrument.tick_size), off_tick());
  into = decimal(*price, instrument.price_places);
}

void Terms::read_quantity(const Instrument& instrument, bool at_market, std::string& into) {
  const auto quantity = read_number("quantity");
  if (!quantity) return;
  refuse_if(*quantity <= 0, quantity_not_positive());
  refuse_if(places_of(shortest(*quantity)) > instrument.quantity_places, too_precise());
  refuse_if(*quantity < units_of(instrument.min_quantity), quantity_below_min());
  refuse_if(*quantity > units_of(at_market ? instrument.market_max_quantity : instrument.max_quantity),
            quantity_above_max());
  refuse_if(!is_multiple(*quantity, instrument.step_size), off_step());
  into = decimal(*quantity, instrument.quantity_places);
}

void check_date(Terms& terms, std::int64_t date, Timestamp at) {
  terms.refuse_if(date <= to_ms(at) + kDateAhead || date >= kDateEnd, date_out_of_range());
}

}  // namespace bridge::simulator
