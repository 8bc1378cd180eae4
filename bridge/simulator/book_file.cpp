#include "simulator/book_file.hpp"

#include "base/log.hpp"
#include "simulator/change_json.hpp"
#include "simulator/json_file.hpp"

#include <boost/json.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

constexpr mode_t kOwnerOnly = 0600;

// Brings together what the lines say: of each thing the last.
class Content {
 public:
  void take(Change change) {
    for (Order& order : change.orders) {
      orders_.insert_or_assign({order.symbol, order.order_id}, std::move(order));
    }
    for (Execution& execution : change.executions) executions_.push_back(std::move(execution));
    for (AlgoOrder& algo : change.algo_orders) algo_orders_.insert_or_assign(algo.algo_id, std::move(algo));
    for (Position& position : change.positions) {
      positions_.insert_or_assign({position.symbol, position.side}, std::move(position));
    }
    for (Quote& quote : change.quotes) quotes_.insert_or_assign(quote.rank, std::move(quote));
    for (Prices& prices : change.prices) prices_.insert_or_assign(prices.symbol, std::move(prices));
    if (change.balance) balance_ = change.balance;
    if (change.hedge_mode) hedge_mode_ = change.hedge_mode;
  }
  [[nodiscard]] Change whole() {
    Change change{.executions = std::move(executions_), .balance = balance_, .hedge_mode = hedge_mode_};
    for (auto& [id, order] : orders_) change.orders.push_back(std::move(order));
    for (auto& [id, algo] : algo_orders_) change.algo_orders.push_back(std::move(algo));
    for (auto& [key, position] : positions_) change.positions.push_back(std::move(position));
    for (auto& [rank, quote] : quotes_) change.quotes.push_back(std::move(quote));
    for (auto& [symbol, prices] : prices_) change.prices.push_back(std::move(prices));
    return change;
  }

 private:
  std::map<std::pair<std::string, std::int64_t>, Order> orders_;
  std::vector<Execution> executions_;
  std::map<std::int64_t, AlgoOrder> algo_orders_;
  std::map<std::pair<std::string, std::string>, Position> positions_;
  std::map<std::int64_t, Quote> quotes_;
  std::map<std::string, Prices> prices_;
  std::optional<Units> balance_;
  std::optional<bool> hedge_mode_;
};

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
  Content content;
  std::size_t begin = 0;
  for (int number = 1;; ++number) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;
    try {
      content.take(read_change(parse_json(std::string_view{text}.substr(begin, end - begin))));
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
  content_ = content.whole();
}

void BookFile::append(const Change& change) {
  const std::string text = json::serialize(write_change(change)) + '\n';
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
