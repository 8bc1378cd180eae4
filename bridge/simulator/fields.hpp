// Takes an object of JSON that a person wrote field by field: what is of the wrong kind, and what nobody
// takes, is Wrong. Any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/json_file.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

// Each of these throws Wrong when the value is not one.
void convert(const boost::json::value& value, bool& into);
void convert(const boost::json::value& value, std::string& into);
void convert(const boost::json::value& value, std::int64_t& into);
void convert(const boost::json::value& value, int& into);
void convert(const boost::json::value& value, milliseconds& into);

template <class T>
void convert(const boost::json::value& value, std::optional<T>& into) {
  convert(value, into.emplace());
}

template <class T>
void convert(const boost::json::value& value, std::vector<T>& into) {
  if (!value.is_array()) throw Wrong{"must be a list, is " + shown(value)};
  for (const boost::json::value& item : value.get_array()) {
    within("[" + std::to_string(into.size()) + "]", [&] {
      T read{};
      convert(item, read);
      into.push_back(std::move(read));
    });
  }
}

class Fields {
 public:
  // It throws Wrong when the value is no object. `value` must outlive this.
  explicit Fields(const boost::json::value& value);

  // Leaves `into` as it is when the field is not there.
  template <class T>
  Fields& may_have(const std::string& name, T& into) {
    known_.push_back(name);
    if (const boost::json::value* value = object_.if_contains(name)) {
      within(name, [&] { convert(*value, into); });
    }
    return *this;
  }
  template <class T>
  Fields& must_have(const std::string& name, T& into) {
    may_have(name, into);
    if (!object_.contains(name)) throw Wrong{name + " is missing"};
    return *this;
  }
  // Says that whatever else is there is not known; it is to be called last.
  void end() const;

 private:
  const boost::json::object& object_;
  std::vector<std::string> known_;
};

}  // namespace bridge::simulator
