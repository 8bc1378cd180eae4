#include "journal/text.hpp"

#include "base/check.hpp"
#include "journal/bytes.hpp"
#include "journal/fields.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace bridge::journal {
namespace {

namespace json = boost::json;

constexpr std::size_t kUsualSize = 1024;  // bytes of an event or a report

template <class E>
concept Enum = std::is_enum_v<E>;
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

// The characters that JSON shows as they are; most texts have no others.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = ' '; c <= '~'; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return kPlain[static_cast<unsigned char>(c)]; });
}

template <class T>
std::string_view kind_of_fact(const T&) {
  return kKind<T>;
}
std::string_view kind_of_fact(const order::Requested& event) {
  return std::visit([](const auto& command) { return kind_of_fact(command); }, event.command);
}

// A text that only grows. Room is made for a whole field: std::string looks for it with every piece of one.
class Text {
 public:
  void make_room(std::size_t more) {
    if (bytes_.size() - size_ < more) bytes_.resize(2 * bytes_.size() + more);
  }
  // There must be room for the character.
  void add(char c) { bytes_[size_++] = c; }
  void add(std::string_view text) { size_ += text.copy(bytes_.data() + size_, text.size()); }
  void add(Integer auto number) {
    const auto end = std::to_chars(bytes_.data() + size_, bytes_.data() + bytes_.size(), number).ptr;
    size_ = static_cast<std::size_t>(end - bytes_.data());
  }
  [[nodiscard]] char back() const { return bytes_[size_ - 1]; }
  [[nodiscard]] std::string take() {
    bytes_.resize(size_);
    return std::move(bytes_);
  }

 private:
  std::string bytes_ = std::string(kUsualSize, '\0');
  std::size_t size_ = 0;
};

// Writes a struct's fields as a JSON object, straight into the text: it sits on the road of every cancel,
// twice. Empty texts, zeros and false are left out: absence reads as just that. Ids, enums, side and times
// are always there.
class Writer {
 public:
  explicit Writer(Text& out) : out_(out) { out_.add('{'); }
  void end() {
    out_.make_room(1);
    out_.add('}');
  }

  void added(std::string_view name, const auto& value) { (*this)(name, value); }
  // A number that is zero is written as well: its absence says something else.
  template <class T>
  void unless(std::string_view name, const T& value, const T& usual) {
    if (value == usual) return;
    if constexpr (Integer<T>) {
      put(name, value);
    } else {
      (*this)(name, value);
    }
  }
  void operator()(std::string_view name, const std::string& text) {
    if (!text.empty()) put(name, text);
  }
  void operator()(std::string_view name, Integer auto number) {
    if (number != 0) put(name, number);
  }
  void operator()(std::string_view name, bool holds) {
    if (holds) put_raw(name, "true");
  }
  void operator()(std::string_view name, char byte) { put(name, std::string_view(&byte, 1)); }
  void operator()(std::string_view name, Timestamp at) { put(name, to_us(at)); }
  void operator()(std::string_view name, milliseconds span) { put(name, span.count()); }
  template <Enum E>
  void operator()(std::string_view name, E value) {
    const auto word = std::ranges::find(kWords<E>, value, &Word<E>::first);
    check(word != kWords<E>.end(), "every value of an enum has its word in journal/fields.hpp");
    put(name, word->second);
  }
  template <class Tag, class T>
  void operator()(std::string_view name, const Strong<Tag, T>& id) {
    put(name, id.value());
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) put(name, *value);
  }
  template <class T>
  requires std::is_class_v<T>
  void operator()(std::string_view name, const T& fact) { put(name, fact); }
  void operator()(std::string_view name, const order::OrderFacts& order) { put(name, *order); }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& list) {
    begin(name, 2 * kBrace);
    out_.add('[');
    for (const auto& one : list) {
      out_.make_room(2 * kBrace);
      if (out_.back() != '[') out_.add(',');
      put_element(one);
    }
    out_.make_room(kBrace);
    out_.add(']');
  }
  void if_any(std::string_view name, const order::OrderFacts& order) {
    if (order) put(name, *order);
  }
  template <class... T>
  void kind_with_fields(const std::variant<T...>& variant) {
    std::visit(
        [this](const auto& alternative) {
          put("kind", kind_of_fact(alternative));
          fields(*this, alternative);
        },
        variant);
  }

 private:
  void put_element(const order::OrderFacts& order) { put_element(*order); }
  template <class T>
  void put_element(const T& fact) {
    Writer writer(out_);
    fields(writer, fact);
    writer.end();
  }
  // Writes `"name":`, and makes room for a value of this size.
  void begin(std::string_view name, std::size_t value_size) {
    out_.make_room(name.size() + kAroundName + value_size);
    if (out_.back() != '{') out_.add(',');
    out_.add('"');
    out_.add(name);
    out_.add('"');
    out_.add(':');
  }
  void put_raw(std::string_view name, std::string_view json) {
    begin(name, json.size());
    out_.add(json);
  }
  void put(std::string_view name, std::string_view text) {
    if (!is_plain(text)) return put_raw(name, json::serialize(json::string(to_utf8(text))));
    begin(name, text.size() + kQuotes);
    out_.add('"');
    out_.add(text);
    out_.add('"');
  }
  void put(std::string_view name, Integer auto number) {
    begin(name, kDigitsMax);
    out_.add(number);
  }
  template <class Tag, class T>
  void put(std::string_view name, const Strong<Tag, T>& id) {
    put(name, id.value());
  }
  template <class T>
  requires std::is_class_v<T> &&
      (!std::convertible_to<T, std::string_view>)void put(std::string_view name, const T& fact) {
    begin(name, kBrace);
    Writer writer(out_);
    if constexpr (std::same_as<T, order::Outcome>) {
      writer.kind_with_fields(fact);
    } else {
      fields(writer, fact);
    }
    writer.end();
  }

  static constexpr std::size_t kAroundName = 4;  // ,"":
  static constexpr std::size_t kQuotes = 2;
  static constexpr std::size_t kDigitsMax = 20;  // of 64 bits, with a sign
  static constexpr std::size_t kBrace = 1;

  Text& out_;
};

struct Unreadable {
  std::string what;
};

// Reads what Writer wrote; throws Unreadable, which does not leave this file.
class Reader {
 public:
  Reader(const json::object& in, std::string path) : in_(in), path_(std::move(path)) {}

  // A journal of an earlier release does not have it: the fact keeps its default.
  template <class T>
  void added(std::string_view name, T& value) {
    if (in_.contains(name)) (*this)(name, value);
  }
  template <class T>
  void unless(std::string_view name, T& value, const T& usual) {
    value = usual;
    added(name, value);
  }
  void operator()(std::string_view name, std::string& text) {
    const json::value* found = in_.if_contains(name);
    found ? get(name, *found, text) : text.clear();
  }
  void operator()(std::string_view name, Integer auto& number) {
    const json::value* found = in_.if_contains(name);
    number = 0;
    if (found) get(name, *found, number);
  }
  void operator()(std::string_view name, bool& holds) {
    const json::value* found = in_.if_contains(name);
    if (found && !found->is_bool()) refuse(name, "expected true or false");
    holds = found && found->get_bool();
  }
  void operator()(std::string_view name, char& byte) {
    std::string text;
    get(name, required(name), text);
    if (text.size() != 1) refuse(name, "expected one character");
    byte = text.front();
  }
  void operator()(std::string_view name, Timestamp& at) {
    std::int64_t us = 0;
    get(name, required(name), us);
    at = from_us(us);
  }
  void operator()(std::string_view name, milliseconds& span) {
    std::int64_t count = 0;
    get(name, required(name), count);
    span = milliseconds{count};
  }
  template <Enum E>
  void operator()(std::string_view name, E& value) {
    std::string text;
    get(name, required(name), text);
    for (const auto& [known, word] : kWords<E>) {
      if (word == text) return void(value = known);
    }
    refuse(name, "unknown word '" + text + "'");
  }
  template <class Tag, class T>
  void operator()(std::string_view name, Strong<Tag, T>& id) {
    T value{};
    get(name, required(name), value);
    id = Strong<Tag, T>(std::move(value));
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T>& value) {
    const json::value* found = in_.if_contains(name);
    value.reset();
    if (found) get(name, *found, value.emplace());
  }
  template <class T>
  requires std::is_class_v<T>
  void operator()(std::string_view name, T& fact) { get(name, required(name), fact); }
  void operator()(std::string_view name, order::OrderFacts& facts) {
    order::Order order;
    get(name, required(name), order);
    facts = std::move(order);
  }
  template <class T>
  void operator()(std::string_view name, std::vector<T>& list) {
    const json::value& found = required(name);
    if (!found.is_array()) refuse(name, "expected a list");
    list.clear();
    for (const auto& one : found.get_array()) {
      if constexpr (std::same_as<T, order::OrderFacts>) {
        order::Order order;
        get(name, one, order);
        list.emplace_back(std::move(order));
      } else {
        get(name, one, list.emplace_back());
      }
    }
  }
  void if_any(std::string_view name, order::OrderFacts& facts) {
    facts = {};
    if (in_.contains(name)) (*this)(name, facts);
  }
  template <class... T>
  void kind_with_fields(std::variant<T...>& variant) {
    std::string kind;
    get("kind", required("kind"), kind);
    if (!(read_as<T>(kind, variant) || ...)) refuse("kind", "unknown word '" + kind + "'");
  }

 private:
  template <class T>
  bool read_as(std::string_view kind, auto& variant) {
    if constexpr (std::same_as<T, order::Requested>) return read_request(kind, variant);
    if (kind != kKind<T>) return false;
    fields(*this, variant.template emplace<T>());
    return true;
  }
  bool read_request(std::string_view kind, auto& variant) {
    order::Command command;
    if (!is_command(kind, command)) return false;
    auto& event = variant.template emplace<order::Requested>();
    event.command = std::move(command);
    fields(*this, event);
    return true;
  }
  template <class... T>
  static bool is_command(std::string_view kind, std::variant<T...>& command) {
    return ((kind == kKind<T> && (command.template emplace<T>(), true)) || ...);
  }
  void get(std::string_view name, const json::value& value, std::string& text) {
    if (!value.is_string()) refuse(name, "expected a text");
    text = from_utf8(value.get_string());
  }
  template <Integer T>
  void get(std::string_view name, const json::value& value, T& number) {
    if (value.is_int64() && std::in_range<T>(value.get_int64())) {
      number = static_cast<T>(value.get_int64());
    } else if (value.is_uint64() && std::in_range<T>(value.get_uint64())) {
      number = static_cast<T>(value.get_uint64());
    } else {
      refuse(name, "expected an integer in its range");
    }
  }
  template <class Tag, class T>
  void get(std::string_view name, const json::value& value, Strong<Tag, T>& id) {
    T bare{};
    get(name, value, bare);
    id = Strong<Tag, T>(std::move(bare));
  }
  template <class T>
  requires std::is_class_v<T>
  void get(std::string_view name, const json::value& value, T& fact) {
    if (!value.is_object()) refuse(name, "expected an object");
    Reader reader(value.get_object(), path_ + std::string(name) + ".");
    if constexpr (std::same_as<T, order::Outcome>) {
      reader.kind_with_fields(fact);
    } else {
      fields(reader, fact);
    }
  }
  const json::value& required(std::string_view name) const {
    const json::value* found = in_.if_contains(name);
    if (!found) refuse(name, "is missing");
    return *found;
  }
  [[noreturn]] void refuse(std::string_view name, const std::string& why) const {
    throw Unreadable{path_ + std::string(name) + ": " + why};
  }

  const json::object& in_;
  std::string path_;
};

template <class Write>
std::string to_text(Write write) {
  Text text;
  Writer writer(text);
  write(writer);
  writer.end();
  return text.take();
}

template <class T, class Read>
Result<T, TextError> from_text(std::string_view text, Read read) {
  boost::system::error_code error;
  const json::value parsed = json::parse(text, error);
  if (error) return TextError{"not JSON: " + error.message()};
  if (!parsed.is_object()) return TextError{"not a JSON object"};
  try {
    Reader reader(parsed.get_object(), "");
    T value;
    read(reader, value);
    return value;
  } catch (const Unreadable& unreadable) {
    return TextError{unreadable.what};
  }
}

}  // namespace

std::string_view kind_of(const order::Event& event) {
  return std::visit([](const auto& what) { return kind_of_fact(what); }, event.what);
}

std::string encode(const order::Event& event) {
  return to_text([&](Writer& writer) {
    writer("at_us", event.at);
    writer("wall_us", event.wall.count());
    writer.kind_with_fields(event.what);
  });
}

std::string encode(const order::Report& report) {
  return to_text([&](Writer& writer) { fields(writer, report); });
}

Result<order::Event, TextError> decode_event(std::string_view text) {
  return from_text<order::Event>(text, [](Reader& reader, order::Event& event) {
    reader("at_us", event.at);
    microseconds::rep wall = 0;
    reader.added("wall_us", wall);
    event.wall = microseconds{wall};
    reader.kind_with_fields(event.what);
  });
}

Result<order::Report, TextError> decode_report(std::string_view text) {
  return from_text<order::Report>(text,
                                  [](Reader& reader, order::Report& report) { fields(reader, report); });
}

}  // namespace bridge::journal
