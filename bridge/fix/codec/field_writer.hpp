// Holds the fields of a message's body, which are set in any order and written by their tags. It is free of
// QuickFIX. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::fix {

class FieldWriter {
 public:
  FieldWriter();
  // Sets a field; each tag may be set once. A value adds no field, because its SOH become '?'.
  void set(int tag, std::string_view value);
  void set(int tag, char value) { set(tag, std::string_view(&value, 1)); }
  void set_unless_empty(int tag, std::string_view value);
  void set_unless_zero(int tag, std::string_view number);

  // The fields as "37=…", each ended by SOH.
  [[nodiscard]] std::string text();

 private:
  struct Field {
    int tag;
    std::size_t begin;
    std::size_t size;
  };

  std::string text_;  // in the order they were set
  std::vector<Field> fields_;
};

}  // namespace bridge::fix
