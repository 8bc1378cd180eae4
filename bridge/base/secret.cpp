#include "base/secret.hpp"

#include <cstring>
#include <utility>

namespace bridge {
namespace {

// The whole capacity: a short string lives inside the object, and moving from it leaves its bytes there.
void wipe_text(std::string& text) {
  text.resize(text.capacity());  // NOLINT(*-cplusplus.Move): called on moved-from text on purpose
  explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace

Secret::Secret(std::string value) : value_(std::move(value)) { wipe_text(value); }

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    value_ = std::move(other.value_);
    other.wipe();
  }
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() { wipe_text(value_); }

}  // namespace bridge
