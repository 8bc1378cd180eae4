// What runs in the signer process, from the fork to its end: it confines itself, says so, and answers.
#pragma once

#include <span>
#include <sys/types.h>

namespace bridge::venue::binance {

// `lines` are the gateway's own, then one for each account. It ends when the gateway's end of the first is
// closed, or when its `parent` dies.
[[noreturn]] void run_signer(pid_t parent, std::span<const int> lines);

}  // namespace bridge::venue::binance
