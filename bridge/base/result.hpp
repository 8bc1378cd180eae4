// Result<T, E> is a value, or why there is none. It is read plainly: `if (!answer) return answer.error();`.
// It is one alias, so that std::expected can take its place later. Any thread.
#pragma once

#include <boost/system/result.hpp>

namespace bridge {

template <class T, class E>
using Result = boost::system::result<T, E>;

}  // namespace bridge
