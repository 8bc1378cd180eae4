// A JSON file, read strictly: what a person wrote by hand is answered with the place of the mistake. Any
// thread.
#pragma once

#include <boost/json/value.hpp>

#include <stdexcept>
#include <string>

namespace bridge::simulator {

// A sentence about one value; the reader puts the place in front of it.
struct Wrong {
  std::string what;
};

class JsonFile {
 public:
  // `kind` for the error: "an orders file".
  JsonFile(std::string file, std::string kind) : file_(std::move(file)), kind_(std::move(kind)) {}

  // Throws std::runtime_error: unreadable, or not JSON, with the line.
  [[nodiscard]] boost::json::value parse() const;
  [[noreturn]] void fail(const std::string& where, const std::string& what) const {
    throw std::runtime_error(file_ + ": " + (where.empty() ? "" : where + ": ") + what);
  }
  // Runs `judgement`, and fails with what it finds Wrong.
  template <class Judgement>
  void judge(const std::string& where, Judgement judgement) const {
    try {
      judgement();
    } catch (const Wrong& wrong) {
      fail(where, wrong.what);
    }
  }
  [[nodiscard]] const std::string& name() const { return file_; }

 private:
  std::string file_;
  std::string kind_;
};

}  // namespace bridge::simulator
