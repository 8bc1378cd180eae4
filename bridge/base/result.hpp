// Result<T, E>: a value, or why there is none. Read it plainly: `if (!answer) return answer.error();`.
// One alias, so that std::expected can take its place later. Any thread.
#pragma once

#include <boost/system/result.hpp>

namespace bridge {

template <class T, class E>
using Result = boost::system::result<T, E>;

}  // namespace bridge
