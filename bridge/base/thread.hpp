// What the kernel is told about the calling thread, and what it lends to all of them.
#pragma once

#include <cstddef>

namespace bridge {

// As operators see it in `top -H`. 15 characters; what is beyond is cut off.
void name_thread(const char* name);

// For work that nobody waits for as clients wait for a lane's: the thread runs when the others leave room, at
// a tenth of their weight at least (nice 10). Its own for good.
void give_way();

// For work that somebody may have to wait for now and then, but that pushes nobody off a processor
// (SCHED_BATCH). The thread's own for good.
void wait_its_turn();

// How often the kernel has taken the processor from the calling thread, which would have gone on.
[[nodiscard]] long preemptions();

// How many of them this process may use.
[[nodiscard]] std::size_t processors();

}  // namespace bridge
