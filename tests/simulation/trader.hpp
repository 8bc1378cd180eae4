// What the clients of a history do with orders of their own: all that the rules of engagement let them, at
// random. It knows of the orders what was told of them. One thread.
#pragma once

#include "judge.hpp"
#include "oms.hpp"
#include "world.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulation {

class Trader {
 public:
  Trader(World& world, const Judge& judge, const std::vector<std::unique_ptr<Oms>>& clients, int& requests)
      : world_(world), judge_(judge), clients_(clients), requests_(requests) {}

  // The next request; nothing when there is no order that it could be about.
  [[nodiscard]] std::optional<Request> act();

 private:
  using View = order::testing::View;

  [[nodiscard]] const View* some_view();
  [[nodiscard]] order::Command place();
  [[nodiscard]] order::Command replace(const View& view);
  [[nodiscard]] order::Command cancel(const View& view);
  [[nodiscard]] order::Command question(const View& view);
  [[nodiscard]] order::Command repeat();
  [[nodiscard]] std::string next_id(char kind) { return kind + std::to_string(++ids_); }

  World& world_;
  const Judge& judge_;
  const std::vector<std::unique_ptr<Oms>>& clients_;
  int& requests_;
  int ids_ = 0;
  std::vector<order::Command> asked_;
};

}  // namespace bridge::simulation
