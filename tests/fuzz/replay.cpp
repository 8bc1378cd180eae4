// Runs a target's corpus without libFuzzer: every file as it is, then with random changes from a fixed seed.
// What is run when the process dies is left in <target>.finding beside it.
//
//   fuzz_<target> DIRECTORY CHANGES
#include "fuzz/target.hpp"

#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <iterator>
#include <random>
#include <sanitizer/common_interface_defs.h>
#include <unistd.h>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr unsigned kSeed = 20261122;

std::string running;       // the input
std::string finding_file;  // where it goes when the target dies of it

// Called while the process dies: nothing but system calls.
void keep_input() {
  const int file = ::open(finding_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0 || ::write(file, running.data(), running.size()) < 0) return;
  ::close(file);
}
void on_abort(int) { keep_input(); }

void run(std::string input) {
  running = std::move(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(running.data()), running.size());
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A byte changed, a piece left out, said twice or put into another place, or a piece of another file put in.
std::string changed(std::string input, const std::string& other, std::mt19937& random) {
  const auto below = [&random](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
  const std::size_t changes = 1 + below(4);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = below(input.size() + 1);
    const std::size_t size = 1 + below(16);
    switch (below(5)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(below(256));
        break;
      case 1:
        input.erase(at, size);
        break;
      case 2:
        input.insert(at, input.substr(at, size));
        break;
      case 3:
        input.insert(below(input.size() + 1), input.substr(at, size));
        break;
      default:
        input.insert(at, other.substr(below(other.size()), size * 4));
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " DIRECTORY CHANGES\n";
    return 2;
  }
  finding_file = fs::path(argv[0]).filename().string() + ".finding";
  std::signal(SIGABRT, on_abort);
  __sanitizer_set_death_callback(keep_input);

  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(argv[1])) files.push_back(file.path());
  std::ranges::sort(files);
  std::vector<std::string> inputs = {""};
  for (const auto& file : files) inputs.push_back(read(file));

  std::mt19937 random(kSeed);
  const int changes = std::stoi(argv[2]);
  for (const auto& input : inputs) run(input);
  for (const auto& input : inputs) {
    for (int i = 0; i < changes; ++i) run(changed(input, inputs[random() % inputs.size()], random));
  }
  __sanitizer_set_death_callback(nullptr);  // what leaks is no single input's doing
  std::cout << files.size() << " files, each with " << changes << " changes\n";
  return files.empty() ? 1 : 0;
}
