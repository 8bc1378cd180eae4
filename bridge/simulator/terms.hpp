// Reads the parameters of an order's terms, one by one: the first that is wrong is the refusal. What reads is
// left alone once one was wrong. The simulator's thread.
#pragma once

#include "simulator/amount.hpp"
#include "simulator/instruments.hpp"
#include "simulator/refusal.hpp"
#include "simulator/request.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::simulator {

class Terms {
 public:
  explicit Terms(const Request& request) : request_(request) {}

  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  [[nodiscard]] bool ok() const { return !refusal_; }
  [[nodiscard]] bool has(std::string_view name) const;
  void refuse(Refusal refusal) {
    if (!refusal_) refusal_ = std::move(refusal);
  }
  void refuse_if(bool wrong, const Refusal& refusal) {
    if (wrong) refuse(refusal);
  }

  // Each leaves `into` as it is when the parameter was not sent.
  void must_have(std::initializer_list<std::string_view> names);
  void must_not_have(std::initializer_list<std::string_view> names);
  void read_word(std::string_view name, std::initializer_list<std::string_view> words,
                 const Refusal& otherwise, std::string& into);
  void read_flag(std::string_view name, bool& into);
  void read_integer(std::string_view name, std::int64_t& into);
  // A new client id: `name` is its parameter.
  void read_client_id(std::string_view name, std::string& into);
  // Decimals, written with the places that the instrument has, and within its filters.
  void read_price(const Instrument& instrument, std::string_view name, std::string& into);
  void read_trigger_price(const Instrument& instrument, std::string_view name, std::string& into);
  void read_quantity(const Instrument& instrument, bool at_market, std::string& into);

 private:
  // The number; nothing, and a refusal, when it is none.
  [[nodiscard]] std::optional<Units> read_number(std::string_view name);

  const Request& request_;
  std::optional<Refusal> refusal_;
};

// The GTD date must be far enough ahead.
void check_date(Terms& terms, std::int64_t date, Timestamp at);

}  // namespace bridge::simulator
