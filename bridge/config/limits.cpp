#include "config/limits.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "config/session_options.hpp"

#include <chrono>
#include <utility>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kDigitsMax = 32;

bool is_amount(const Node& node) {
  return node.kind == Node::Kind::Scalar && node.text.size() <= kDigitsMax && is_decimal(node.text) &&
         !is_zero(node.text);
}

// A decimal above zero; empty when there is none.
std::string read_amount(Section& section, std::string_view key, std::string_view example) {
  const Node* node = section.optional(key);
  if (node == nullptr) return {};
  if (is_amount(*node)) return node->text;
  section.mistake(key, (node->kind == Node::Kind::Scalar ? shown(node->text) : std::string("it")) +
                           " is no number above 0; write digits with at most one point, e.g. " +
                           std::string(example) + ", or leave it out for no limit");
  return {};
}

std::vector<order::QtyOfSymbols> read_quantities(Section& section, std::string_view key,
                                                 const std::string& path, Findings& findings) {
  const Node* node = section.optional(key);
  if (node == nullptr) return {};
  std::vector<order::QtyOfSymbols> quantities;
  const std::string place = join(path, key);
  const auto entries = entries_of(*node, place, findings);
  if (node->kind == Node::Kind::Map && entries.empty()) {
    section.mistake(key, "is empty; write e.g. {BTCUSDT: 5}, or leave it out for no limit");
  }
  for (const Entry* entry : entries) {
    if (const auto objection = objection_to_pattern(entry->key); !objection.empty()) {
      findings.mistake(entry->line, join(place, entry->key), objection);
    } else if (!is_amount(entry->value)) {
      findings.mistake(entry->line, join(place, entry->key),
                       "is no quantity above 0; write digits with at most one point, e.g. 0.5");
    } else {
      quantities.push_back({entry->key, entry->value.text});
    }
  }
  return quantities;
}

void read_sides(Section& section, order::RiskLimits& limits) {
  const Node* node = section.optional("sides");
  if (node == nullptr) return;
  limits.may_buy = limits.may_sell = false;
  bool right = node->kind == Node::Kind::List && !node->items.empty();
  for (const Node& item : node->items) {
    limits.may_buy = limits.may_buy || item.text == "buy";
    limits.may_sell = limits.may_sell || item.text == "sell";
    right = right && (item.text == "buy" || item.text == "sell");
  }
  if (!right)
    section.mistake("sides", "is not a list of sides; write [buy], [sell], or leave it out for both");
}

// How far from the mark price, in percent. A sell cannot be a whole price below it.
void read_collar(Section section, order::RiskLimits& limits) {
  if (!section.present()) return;
  limits.collar_buy_percent = read_amount(section, "buy", "5");
  limits.collar_sell_percent = read_amount(section, "sell", "5");
  if (compare(limits.collar_sell_percent, "100") >= 0) {
    section.mistake("sell",
                    limits.collar_sell_percent + " is no limit: no price is below 0; write less than 100");
    limits.collar_sell_percent.clear();
  }
  if (!section.given("buy") && !section.given("sell")) {
    section.mistake("buy", "is missing, and so is sell; write at least one of them");
  }
  section.finish();
}

std::uint32_t read_count(Section& section, std::string_view key, std::int64_t least) {
  constexpr std::int64_t kMost = 100'000;
  return static_cast<std::uint32_t>(section.number(key, least, kMost, 0));
}

void read_rates(Section& section, order::RiskLimits& limits) {
  if (Section rate = section.section("order_rate"); rate.present()) {
    rate.require("orders");
    limits.order_rate = read_count(rate, "orders", 1);
    limits.order_rate_per = rate.duration("per", 100ms, order::kLimitWindowMax, limits.order_rate_per);
    rate.finish();
  }
  if (Section ratio = section.section("amend_ratio"); ratio.present()) {
    ratio.require("replaces");
    limits.amend_ratio = read_count(ratio, "replaces", 1);
    limits.amend_ratio_free = read_count(ratio, "free", 0);
    limits.amend_ratio_per = ratio.duration("per", 1s, order::kLimitWindowMax, limits.amend_ratio_per);
    ratio.finish();
  }
  limits.duplicate_within =
      section.duration("duplicate_within", 0ms, order::kLimitWindowMax, limits.duplicate_within);
}

}  // namespace

void read_limits(Section section, const std::string& path, order::RiskLimits& limits, Findings& findings) {
  if (!section.present()) return;
  for (auto& pattern : read_patterns(section, "symbols")) limits.symbols.push_back({std::move(pattern), ""});
  read_sides(section, limits);
  limits.max_order_qty = read_quantities(section, "max_order_qty", path, findings);
  limits.max_notional = read_amount(section, "max_notional", "100000");
  read_collar(section.section("price_collar"), limits);
  limits.max_open_orders = read_count(section, "max_open_orders", 1);
  limits.max_position = read_quantities(section, "max_position", path, findings);
  read_rates(section, limits);
  limits.mark_price_max_age = section.duration("mark_price_max_age", 3s, 10min, limits.mark_price_max_age);
  section.finish();
}

}  // namespace bridge::config
