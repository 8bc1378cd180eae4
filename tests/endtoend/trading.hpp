// A client that trades: what it asks of the gateway, and what it is told, in the notation of
// fixspec/scenarios.md. The venue's side is the stage's.
#pragma once

#include "endtoend/stage.hpp"
#include "simulator/book.hpp"
#include "simulator/hand.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bridge::endtoend {

// "8(Y,X) F/1 10/3/7/3" or "9(Y,X) 434=2 39=2 102=0".
inline std::string line(const std::string& message) {
  const auto of = [&](int tag) { return value(message, tag); };
  const std::string ids = of(11) + (of(41).empty() ? "" : "," + of(41));
  if (of(35) == "9") return "9(" + ids + ") 434=" + of(434) + " 39=" + of(39) + " 102=" + of(102);
  if (of(35) == "r") return "r(" + ids + ") 531=" + of(531) + " 533=" + of(533);
  if (of(35) != "8") return "35=" + of(35) + " " + of(58);
  const std::string last = of(32).empty() ? "0" : of(32);
  return "8(" + ids + ") " + of(150) + "/" + of(39) + " " + of(38) + "/" + of(14) + "/" + of(151) + "/" +
         last;
}

class Trading {
 protected:
  // `options` are more of the session's, as YAML. With a store the client's numbers outlive it.
  explicit Trading(std::string begin_string, const std::string& options = "", std::string store = "")
      : begin_string_(std::move(begin_string)),
        store_(std::move(store)),
        stage{{.sessions = {session(begin_string_, "account: main, order_entry: {}" + options)}}},
        oms(stage.make_oms_of(begin_string_, store_)) {}

  void begin() {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.page("/ready").body;
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  // A limit order, good till cancel; without a price `more` says of what type.
  bool place(const std::string& cl_ord_id, const std::string& quantity, const std::string& price,
             const fix::Oms::Fields& more = {}) {
    fix::Oms::Fields fields{
        {11, cl_ord_id}, {54, "1"}, {55, "BTCUSDT"}, {60, sending_time()}, {38, quantity}};
    if (!price.empty()) fields.insert(fields.end(), {{40, "2"}, {44, price}, {59, "1"}});
    if (version() == "FIX.4.2") fields.emplace_back(21, "1");
    fields.insert(fields.end(), more.begin(), more.end());
    return oms->send("D", fields);
  }
  // Buys at the market once the price is there.
  bool place_stop(const std::string& cl_ord_id, const std::string& quantity, const std::string& stop_px) {
    fix::Oms::Fields fields{{11, cl_ord_id}, {54, "1"}, {55, "BTCUSDT"}, {60, sending_time()},
                            {38, quantity},  {40, "3"}, {99, stop_px},   {59, "1"}};
    if (version() == "FIX.4.2") fields.emplace_back(21, "1");
    return oms->send("D", fields);
  }
  void price(const std::string& both) {
    stage.venue().at_book(
        [&](simulator::Book& book, Timestamp at) { simulator::set_price(book, "BTCUSDT", both, both, at); });
  }
  bool replace(const std::string& cl_ord_id, const std::string& orig, const std::string& quantity,
               const std::string& price) {
    fix::Oms::Fields fields{{11, cl_ord_id},      {41, orig},     {54, "1"}, {55, "BTCUSDT"},
                            {60, sending_time()}, {38, quantity}, {40, "2"}, {44, price}};
    if (version() == "FIX.4.2") fields.emplace_back(21, "1");
    return oms->send("G", fields);
  }
  bool cancel(const std::string& cl_ord_id, const std::string& orig) {
    return oms->send_cancel({{11, cl_ord_id}, {41, orig}, {54, "1"}, {55, "BTCUSDT"}, {38, "0.010"}});
  }
  // All that the client was told, once there are so many lines.
  std::vector<std::string> told(std::size_t count) {
    std::vector<std::string> lines;
    static_cast<void>(eventually([&] {
      lines.clear();
      for (const auto& message : oms->received()) lines.push_back(line(message));
      return lines.size() >= count;
    }));
    return lines;
  }
  // The order that is open at the venue under this ClOrdID's ticket: the newest.
  simulator::OrderName open_order() {
    simulator::OrderName name;
    for (const auto& order : stage.venue().orders()) {
      if (order.status == "NEW" || order.status == "PARTIALLY_FILLED")
        name = {order.symbol, order.order_id, {}};
    }
    return name;
  }
  bool fill(const std::string& quantity, const std::string& price = "") {
    bool done = false;
    const auto name = open_order();
    stage.venue().at_book([&](simulator::Book& book, Timestamp at) {
      done = simulator::fill_by_hand(book, name, quantity, price, at);
    });
    return done;
  }
  [[nodiscard]] const std::string& version() const { return begin_string_; }

 private:
  std::string begin_string_;
  std::string store_;

 protected:
  Stage stage;
  std::unique_ptr<fix::Oms> oms;
};

}  // namespace bridge::endtoend
