// Which of the planted mistakes is live (mistakes.cmake). In the product's own build there is none.
#pragma once

#include <string_view>

namespace bridge {

inline std::string_view planted_mistake;
[[nodiscard]] inline bool mistake(std::string_view name) { return name == planted_mistake; }

}  // namespace bridge
