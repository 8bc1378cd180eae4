// A core dump would hold keys, open cancels and whatever else was in memory. This forbids it, to be called
// before the first secret is read; children inherit it. Any thread.
#pragma once

namespace bridge {

// Forbids core dumps of this process, and other processes of the same user to look into it.
void forbid_core_dumps();

}  // namespace bridge
