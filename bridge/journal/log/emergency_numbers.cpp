#include "journal/log/emergency_numbers.hpp"

#include "base/failpoint.hpp"
#include "journal/error.hpp"
#include "journal/log/raw.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace bridge::journal {
namespace {

// Two slots, written in turn: a write that is torn leaves the one before it. In a slot:
//   magic, generation, length, checksum of what follows the checksum's field and of the generation;
//   then per session: length of its key (2 bytes), key, next_sender, next_target (4 bytes each).
// Numbers are in the machine's order: the file does not travel.
constexpr std::size_t kSlot = 65536;
constexpr std::size_t kFile = 2 * kSlot;
constexpr std::size_t kSessionsMax = 256;
constexpr std::array<char, 8> kMagic = {'F', 'I', 'X', 'B', 'R', 'S', 'V', '1'};

struct NumbersHeader {
  std::array<char, 8> magic = kMagic;
  std::uint64_t generation = 0;
  std::uint64_t length = 0;
  std::uint64_t checksum = 0;
};

struct Slot {
  std::uint64_t generation = 0;
  std::map<order::SessionKey, SequenceNumbers> numbers;
};

// The checksum is FNV-1a of 64 bits: it is against tearing and rot, not against forgery.
std::uint64_t checksum(std::uint64_t generation, std::string_view payload) {
  std::uint64_t sum = 0xCBF29CE484222325U ^ generation;
  for (const char c : payload) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return sum;
}

std::string encode_slot(std::uint64_t generation,
                        const std::map<order::SessionKey, SequenceNumbers>& numbers) {
  std::string payload;
  for (const auto& [session, pair] : numbers) {
    put_raw(payload, static_cast<std::uint16_t>(session.value().size()));
    payload += session.value();
    put_raw(payload, std::int32_t{pair.next_sender});
    put_raw(payload, std::int32_t{pair.next_target});
  }
  std::string slot;
  put_raw(slot,
          NumbersHeader{
              .generation = generation, .length = payload.size(), .checksum = checksum(generation, payload)});
  return slot + payload;
}

std::optional<Slot> decode_slot(std::string_view bytes) {
  NumbersHeader header;
  if (!take_raw(bytes, header) || header.magic != kMagic || header.length > bytes.size()) return std::nullopt;
  std::string_view payload = bytes.substr(0, header.length);
  if (checksum(header.generation, payload) != header.checksum) return std::nullopt;
  Slot slot{.generation = header.generation, .numbers = {}};
  while (!payload.empty()) {
    std::uint16_t length = 0;
    if (!take_raw(payload, length) || length > payload.size()) return std::nullopt;
    const order::SessionKey session(std::string(payload.substr(0, length)));
    payload.remove_prefix(length);
    SequenceNumbers& pair = slot.numbers[session];
    if (!take_raw(payload, pair.next_sender) || !take_raw(payload, pair.next_target)) return std::nullopt;
  }
  return slot;
}

// Reads what can be read of the file; the rest reads as zeros.
std::string read_all(int fd) {
  std::string bytes(kFile, '\0');
  std::size_t at = 0;
  while (at < kFile) {
    const ssize_t count = ::pread(fd, bytes.data() + at, kFile - at, static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    at += static_cast<std::size_t>(count);
  }
  return bytes;
}

// Finds the newer of the slots that are whole, and its place.
std::pair<std::optional<Slot>, std::size_t> newest_slot(int fd) {
  const std::string bytes = read_all(fd);
  auto first = decode_slot(std::string_view(bytes).substr(0, kSlot));
  auto second = decode_slot(std::string_view(bytes).substr(kSlot));
  if (second && (!first || second->generation > first->generation)) return {std::move(second), 1};
  return {std::move(first), 0};
}

// Zeros are written, not just reserved: then an overwrite needs no new block and no change of the file's
// records. (On a copy-on-write file system nothing can promise that.)
void allocate(int fd, const std::string& name) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw JournalError(name + ": cannot be examined: " + std::strerror(errno));
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == kFile) return;
  const std::string head = read_all(fd).substr(0, kMagic.size());
  const bool ours = std::memcmp(head.data(), kMagic.data(), kMagic.size()) == 0;
  const bool unfinished = size < kFile && head == std::string(kMagic.size(), '\0');
  if (!ours && !unfinished) throw JournalError(name + ": is no reserve of fixbridge: choose another file");
  if (size > kFile) throw JournalError(name + ": is longer than a reserve: move it away");
  if (!write_all(fd, std::string(kFile - size, '\0'), size) || ::fsync(fd) != 0) {
    throw JournalError(name + ": cannot be allocated: " + std::strerror(errno) + ": free disk space");
  }
}

class FileReserve final : public EmergencyNumbers {
 public:
  explicit FileReserve(const std::filesystem::path& file)
      : fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
    if (fd_ < 0) {
      throw JournalError(file.string() + ": cannot be opened: " + std::strerror(errno) +
                         ": create the directory and let this user write there");
    }
    try {
      allocate(fd_, file.string());
    } catch (...) {
      ::close(fd_);
      throw;
    }
  }
  ~FileReserve() override { ::close(fd_); }
  FileReserve(const FileReserve&) = delete;
  FileReserve& operator=(const FileReserve&) = delete;

  [[nodiscard]] std::map<order::SessionKey, SequenceNumbers> read() const override {
    auto newest = newest_slot(fd_).first;
    return newest ? std::move(newest->numbers) : std::map<order::SessionKey, SequenceNumbers>{};
  }

  [[nodiscard]] bool write(const std::map<order::SessionKey, SequenceNumbers>& numbers) override {
    if (numbers.size() > kSessionsMax) return false;
    for (const auto& [session, pair] : numbers) {
      if (session.value().size() > UINT16_MAX) return false;
    }
    const auto [newest, place] = newest_slot(fd_);
    const std::string slot = encode_slot(newest ? newest->generation + 1 : 1, numbers);
    if (slot.size() > kSlot) return false;
    const std::size_t offset = newest ? (1 - place) * kSlot : 0;
    if (failpoint::fails("emergency_numbers.write") || !write_all(fd_, slot, offset)) return false;
    return !failpoint::fails("emergency_numbers.sync") && ::fdatasync(fd_) == 0;
  }

 private:
  int fd_ = -1;
};

}  // namespace

std::unique_ptr<EmergencyNumbers> open_emergency_numbers(const std::filesystem::path& file) {
  return std::make_unique<FileReserve>(file);
}

}  // namespace bridge::journal
