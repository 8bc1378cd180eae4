// How the journal's writer reaches its disk: SQLite's own way, but for the log (WAL). There SQLite writes
// each page of a turn by itself, and its header before it, some thirty calls of the kernel for a cancel; here
// the frames of a turn are written in one call, when the frame that commits it is there. An error of that
// call is the commit's, and a turn whose last frame has not been written is none, as ever.
#pragma once

namespace bridge::journal {

// The name under which sqlite3_open_v2 finds it. Registered once, from any thread.
[[nodiscard]] const char* whole_writes();

}  // namespace bridge::journal
