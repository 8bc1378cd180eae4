#include "base/secret.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <utility>

namespace bridge {
namespace {

constexpr std::size_t kPage = 4096;

std::size_t whole_pages(std::size_t size) { return (size + kPage - 1) / kPage * kPage; }

// What the system refuses (a limit on locked memory, an old kernel) costs that protection and nothing else.
void protect(void* pages, std::size_t size) {
  static_cast<void>(::mlock(pages, size));
  static_cast<void>(::madvise(pages, size, MADV_DONTDUMP));
  static_cast<void>(::madvise(pages, size, MADV_WIPEONFORK));
}

}  // namespace

// The whole capacity is wiped, because a short string lives inside the object, and moving from it leaves its
// bytes there.
void wipe(std::string& text) {
  text.resize(text.capacity());  // NOLINT(*-cplusplus.Move): called on moved-from text on purpose
  explicit_bzero(text.data(), text.size());
  text.clear();
}

Secret Secret::of_size(std::size_t size) {
  Secret secret;
  if (size == 0) return secret;
  const std::size_t mapped = whole_pages(size);
  void* const pages = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  protect(pages, mapped);
  secret.bytes_ = static_cast<char*>(pages);
  secret.size_ = size;
  secret.mapped_ = mapped;
  return secret;
}

Secret::Secret(std::string value) {
  *this = of_size(value.size());
  std::copy(value.begin(), value.end(), bytes_);
  bridge::wipe(value);
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::exchange(other.bytes_, nullptr);
    size_ = std::exchange(other.size_, 0);
    mapped_ = std::exchange(other.mapped_, 0);
  }
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::shorten(std::size_t size) {
  if (size >= size_) return;
  explicit_bzero(bytes_ + size, size_ - size);
  size_ = size;
}

void Secret::wipe() {
  if (bytes_ == nullptr) return;
  explicit_bzero(bytes_, mapped_);
  ::munmap(bytes_, mapped_);  // and with it the lock
  bytes_ = nullptr;
  size_ = mapped_ = 0;
}

}  // namespace bridge
