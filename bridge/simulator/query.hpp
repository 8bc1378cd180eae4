// Reads the query of an HTTP target, and a form's body, which is written alike. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

struct QueryParam {
  std::string name;
  std::string value;  // what was percent-encoded is decoded
};

// "/a?b=c" is cut into "/a" and "b=c".
[[nodiscard]] std::string_view path_of(std::string_view target);
[[nodiscard]] std::string_view query_of(std::string_view target);
// The pairs in their order; a pair without "=" has an empty value.
[[nodiscard]] std::vector<QueryParam> read_query(std::string_view query);
// The query as it was sent, without the pairs of this name and their "&".
[[nodiscard]] std::string without(std::string_view query, std::string_view name);

}  // namespace bridge::simulator
