// The demo: simulated venue, gateway and a QuickFIX client in one process over real sockets, playing the
// stories of a cancel and printing what each party said.
#pragma once

namespace bridge {

// Plays all stories and prints a table. 0 when every one passed, 1 otherwise. `keep`: afterwards leaves
// gateway and simulator running until SIGINT or SIGTERM and says how to connect.
[[nodiscard]] int run_demo(bool keep);

}  // namespace bridge
