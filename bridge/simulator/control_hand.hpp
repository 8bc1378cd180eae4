// What the control channel lets a hand do to the book, and what it tells of it beside the orders: README.md
// in this folder. Any thread.
#pragma once

#include "simulator/simulator.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <map>
#include <string>

namespace bridge::simulator {

// By path, such as "/prices". A deed throws Wrong when its body is wrong or the order it names is not there.
using Told = boost::json::object (*)(const Simulator&);
using Deed = void (*)(Simulator&, const boost::json::value&);
[[nodiscard]] const std::map<std::string, Told, std::less<>>& told_by_hand();
[[nodiscard]] const std::map<std::string, Deed, std::less<>>& deeds_by_hand();

}  // namespace bridge::simulator
