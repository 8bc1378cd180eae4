// The book on disk: each change a line of JSON, appended before anybody is told of it, so that a venue killed
// at any moment comes back with the book its clients know. The lines with a "request" are the executed
// order.cancels. Owned by the simulator's thread.
#pragma once

#include "simulator/book.hpp"

#include <filesystem>
#include <vector>

namespace bridge::simulator {

class BookFile {
 public:
  // Opens the file, or makes it. It throws std::runtime_error when the file cannot be opened, or a line is
  // not one of ours. A last line without its end is what a killed venue did not finish writing: it is cut
  // off.
  explicit BookFile(const std::filesystem::path& file);
  ~BookFile();
  BookFile(const BookFile&) = delete;
  BookFile& operator=(const BookFile&) = delete;

  // The orders as the file had them when it was opened, each in its last state.
  [[nodiscard]] const std::vector<Order>& orders() const { return orders_; }
  // Appends a change. It throws std::runtime_error when the line cannot be written whole.
  void append(const Change& change);

 private:
  void read();

  std::filesystem::path file_;
  int descriptor_ = -1;
  bool broken_ = false;
  std::vector<Order> orders_;
};

}  // namespace bridge::simulator
