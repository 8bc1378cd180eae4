// What the kernel is told about the calling thread, and what it lends to all of them.
#pragma once

#include <cstddef>

namespace bridge {

// Names the thread as operators see it in `top -H`. It has 15 characters; what is beyond is cut off.
void name_thread(const char* name);

// Lets the thread give way, for work that nobody waits for as clients wait for a lane's: it runs when the
// others leave room, at a tenth of their weight at least (nice 10). It stays so for good.
void give_way();

// Makes the thread push nobody off a processor (SCHED_BATCH), for work that somebody may have to wait for now
// and then. It stays so for good.
void wait_its_turn();

// How often the kernel has taken the processor from the calling thread, which would have gone on.
[[nodiscard]] long preemptions();

// How many of them this process may use.
[[nodiscard]] std::size_t processors();

}  // namespace bridge
