#include "simulator/book_file.hpp"

#include "base/log.hpp"
#include "simulator/json_file.hpp"
#include "simulator/order_json.hpp"

#include <boost/json.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

constexpr mode_t kOwnerOnly = 0600;

Order order_in(std::string_view line) {
  const json::value value = parse_json(line);
  const json::value* order = value.is_object() ? value.get_object().if_contains("order") : nullptr;
  if (order == nullptr) throw Wrong{R"(must be {"at": ..., "order": {...}})"};
  return within("order", [&] { return read_any_order(*order); });
}

}  // namespace

BookFile::BookFile(const std::filesystem::path& file) : file_(file) {
  read();
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (descriptor_ < 0) {
    throw std::runtime_error(file_.string() +
                             ": the book file cannot be opened for writing: " + std::strerror(errno));
  }
}

BookFile::~BookFile() { ::close(descriptor_); }

void BookFile::read() {
  std::ifstream in{file_, std::ios::binary};
  if (!in) return;  // the first start
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  std::map<std::pair<std::string, std::int64_t>, Order> orders;
  std::size_t begin = 0;
  for (int number = 1;; ++number) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;
    try {
      Order order = order_in(std::string_view{text}.substr(begin, end - begin));
      orders.insert_or_assign({order.symbol, order.order_id}, std::move(order));
    } catch (const Wrong& wrong) {
      throw std::runtime_error(file_.string() + ": line " + std::to_string(number) + ": " +
                               (wrong.place.empty() ? "" : wrong.place + ": ") + wrong.what +
                               "; move the file away to begin with an empty book");
    }
    begin = end + 1;
  }
  if (begin < text.size()) {
    log::warn("simulator_cut_unfinished_line", {{"file", file_.string()}});
    std::filesystem::resize_file(file_, begin);
  }
  for (auto& [id, order] : orders) orders_.push_back(std::move(order));
}

void BookFile::append(const Change& change) {
  json::object line{{"at", to_ms(change.at)}};
  if (!change.request_id.empty()) line["request"] = json::parse(change.request_id);
  line["order"] = write_order(change.order);
  const std::string text = json::serialize(line) + '\n';
  // This is one call, so lines are whole or not there. The page cache outlives the process, so there is no
  // fsync.
  if (broken_) throw std::runtime_error(file_.string() + ": its last line is not whole; start again");
  const ssize_t written = ::write(descriptor_, text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size())) {
    broken_ = written > 0;
    throw std::runtime_error(file_.string() + ": the change of the book cannot be written: " +
                             (written < 0 ? std::strerror(errno) : "no space left"));
  }
}

}  // namespace bridge::simulator
