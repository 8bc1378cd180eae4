// A core dump would hold keys, open cancels and whatever else was in memory. Call before the first secret is
// read; children inherit it. Any thread.
#pragma once

namespace bridge {

// No core dumps of this process, and no other process of the same user may look into it.
void forbid_core_dumps();

}  // namespace bridge
