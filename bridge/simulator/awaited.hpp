// How the simulator's coroutines wait for something: an error is a value among the results, not an exception.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bridge::simulator {

inline constexpr auto kResult = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace bridge::simulator
