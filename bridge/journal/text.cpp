#include "journal/text.hpp"

#include "base/check.hpp"
#include "journal/bytes.hpp"
#include "journal/fields.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace bridge::journal {
namespace {

namespace json = boost::json;

template <class E>
concept Enum = std::is_enum_v<E>;
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

// Writes a struct's fields. Empty texts, zeros and false are left out: absence reads as just that. Ids,
// enums, side and times are always there.
class Writer {
 public:
  explicit Writer(json::object& out) : out_(out) {}

  void added(std::string_view name, const auto& value) { (*this)(name, value); }
  void operator()(std::string_view name, const std::string& text) {
    if (!text.empty()) put(name, text);
  }
  void operator()(std::string_view name, Integer auto number) {
    if (number != 0) out_[name] = number;
  }
  void operator()(std::string_view name, bool holds) {
    if (holds) out_[name] = true;
  }
  void operator()(std::string_view name, char byte) { put(name, std::string_view(&byte, 1)); }
  void operator()(std::string_view name, Timestamp at) { out_[name] = to_us(at); }
  void operator()(std::string_view name, milliseconds span) { out_[name] = span.count(); }
  template <Enum E>
  void operator()(std::string_view name, E value) {
    for (const auto& [known, word] : kWords<E>) {
      if (known == value) out_[name] = word;
    }
    check(out_.contains(name), "every value of an enum has its word in journal/fields.hpp");
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
  template <class... T>
  void kind_with_fields(const std::variant<T...>& variant) {
    std::visit(
        [this](const auto& alternative) {
          out_["kind"] = kKind<std::remove_cvref_t<decltype(alternative)>>;
          fields(*this, alternative);
        },
        variant);
  }

 private:
  void put(std::string_view name, std::string_view text) { out_[name] = to_utf8(text); }
  void put(std::string_view name, Integer auto number) { out_[name] = number; }
  template <class T>
  requires std::is_class_v<T> &&
      (!std::convertible_to<T, std::string_view>)void put(std::string_view name, const T& fact) {
    json::object inner(out_.storage());
    Writer writer(inner);
    if constexpr (std::same_as<T, order::Outcome>) {
      writer.kind_with_fields(fact);
    } else {
      fields(writer, fact);
    }
    out_[name] = std::move(inner);
  }

  json::object& out_;
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
  template <class... T>
  void kind_with_fields(std::variant<T...>& variant) {
    std::string kind;
    get("kind", required("kind"), kind);
    if (!(read_as<T>(kind, variant) || ...)) refuse("kind", "unknown word '" + kind + "'");
  }

 private:
  template <class T>
  bool read_as(std::string_view kind, auto& variant) {
    if (kind != kKind<T>) return false;
    fields(*this, variant.template emplace<T>());
    return true;
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

// `write` fills an object that lives on the stack: encoding sits on the road of every cancel.
template <class Write>
std::string to_text(Write write) {
  unsigned char room[8192];
  json::monotonic_resource memory(room, sizeof room);
  json::object out(&memory);
  Writer writer(out);
  write(writer);
  return json::serialize(out);
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
  return std::visit([](const auto& what) { return kKind<std::remove_cvref_t<decltype(what)>>; }, event.what);
}

std::string encode(const order::Event& event) {
  return to_text([&](Writer& writer) {
    writer("at_us", event.at);
    writer.kind_with_fields(event.what);
  });
}

std::string encode(const order::Report& report) {
  return to_text([&](Writer& writer) { fields(writer, report); });
}

Result<order::Event, TextError> decode_event(std::string_view text) {
  return from_text<order::Event>(text, [](Reader& reader, order::Event& event) {
    reader("at_us", event.at);
    reader.kind_with_fields(event.what);
  });
}

Result<order::Report, TextError> decode_report(std::string_view text) {
  return from_text<order::Report>(text,
                                  [](Reader& reader, order::Report& report) { fields(reader, report); });
}

}  // namespace bridge::journal
