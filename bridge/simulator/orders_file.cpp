// Reads orders files. It is strict, because a demo that starts from a misspelled field shows something else
// than its author meant.

#include "simulator/json_file.hpp"
#include "simulator/order_json.hpp"
#include "simulator/simulator.hpp"

namespace bridge::simulator {

std::vector<Order> load_orders(const std::filesystem::path& file) {
  return JsonFile{file.string(), "an orders file"}.read(read_orders);
}

}  // namespace bridge::simulator
