// The demo: a simulated venue, the gateway and a QuickFIX client in one process, over real sockets. It plays
// the stories of a cancel and prints what each party said.
#pragma once

namespace bridge {

// Plays all stories and prints a table. Returns 0 when every one passed, 1 otherwise. With `keep` it leaves
// gateway and simulator running afterwards, until SIGINT or SIGTERM, and says how to connect.
[[nodiscard]] int run_demo(bool keep);

}  // namespace bridge
