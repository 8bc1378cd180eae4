// A package of `./run package`, unpacked into a directory of its own for as long as the test lasts.
#pragma once

#include "hardening/said.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace bridge::package {

namespace fs = std::filesystem;

class Unpacked {
 public:
  // `name`: "fixbridge" or "fixbridge-dbgsym".
  explicit Unpacked(const std::string& name = "fixbridge") {
    // The file's name ends with the architecture, as dpkg calls it.
    for (const auto& entry : fs::directory_iterator(PACKAGES)) {
      const std::string file = entry.path().filename();
      if (file.starts_with(name + "_" PROJECT_VERSION "_") && file.ends_with(".deb")) deb_ = entry.path();
    }
    EXPECT_FALSE(deb_.empty()) << "no " << name << " in " << PACKAGES;
    std::string directory = fs::temp_directory_path() / "package-XXXXXX";
    EXPECT_NE(::mkdtemp(directory.data()), nullptr);
    root_ = directory;
    hardening::output_of("dpkg-deb -x " + deb_.string() + " " + root_.string());
    hardening::output_of("dpkg-deb -e " + deb_.string() + " " + (root_ / "DEBIAN").string());
  }
  ~Unpacked() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;

  // A path of the machine that it would be installed on: "/usr/bin/fixbridge".
  [[nodiscard]] fs::path at(const std::string& path) const { return root_ / path.substr(1); }
  [[nodiscard]] const fs::path& root() const { return root_; }
  // A field of its control file: "Depends".
  [[nodiscard]] std::string field(const std::string& name) const {
    return hardening::output_of("dpkg-deb --field " + deb_.string() + " " + name);
  }

 private:
  fs::path deb_;
  fs::path root_;
};

}  // namespace bridge::package
