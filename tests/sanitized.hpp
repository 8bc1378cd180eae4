// Whether this build has a sanitizer in it: some things do not go together with one.
#pragma once

namespace bridge {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace bridge
