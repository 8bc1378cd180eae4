// The book on disk: each change a line of JSON, appended before anybody is told of it, so that a venue killed
// at any moment comes back with the book its clients know. The lines with a "request" are what requests did:
// the executed order.cancels, and others, which name their "method". Owned by the simulator's thread.
#pragma once

#include "simulator/change.hpp"

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

  // What the file had when it was opened, each thing in its last state.
  [[nodiscard]] const Change& content() const { return content_; }
  [[nodiscard]] std::vector<Order> orders() const { return {content_.orders.begin(), content_.orders.end()}; }
  // Appends a change. It throws std::runtime_error when the line cannot be written whole.
  void append(const Change& change);

 private:
  void read();

  std::filesystem::path file_;
  int descriptor_ = -1;
  bool broken_ = false;
  Change content_;
};

}  // namespace bridge::simulator
