// Takes everything from a process that signing does not need: other descriptors, the network, programs to
// run, privileges to gain. This is for the signer process, right after its fork; there is no way back.
#pragma once

#include <span>
#include <string>

namespace bridge::venue::binance {

// Closes every descriptor but these. 0, 1 and 2 become /dev/null.
void close_all_but(std::span<const int> descriptors);

// Sets a seccomp filter: what is not needed to read files, to compute and to answer fails with EPERM, and
// whoever tries to open a socket, to run a program or to look into another process is killed on the spot.
// With a sanitizer, whose run-time needs much else, only the latter holds. Returns why it could not be set;
// empty when it is.
[[nodiscard]] std::string confine();

}  // namespace bridge::venue::binance
