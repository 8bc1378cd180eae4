// A link on an io_context of the test's own, and a listener that keeps what it was told.
#pragma once

#include "venue/certificates.hpp"
#include "venue/link.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bridge::venue::test {

// Made once: the tests differ in what they do with it.
inline const Certificate& loopback_certificate() {
  static const Certificate certificate = make_certificate("IP:127.0.0.1,DNS:localhost");
  return certificate;
}

struct Recorder : Link::Handler {
  milliseconds on_link_connecting() override {
    ++attempts;
    return std::exchange(wait, milliseconds{0});
  }
  void on_link_open() override { ++opened; }
  void on_link_unreachable(const std::string& reason, milliseconds hold) override {
    unreachable.push_back(reason);
    longest_hold = std::max(longest_hold, hold);
  }
  void on_link_lost(const std::string& reason, std::uint64_t number) override {
    reasons.push_back(reason);
    handed_over = number;
    if (react) react();
  }
  void on_frame(std::string_view frame) override {
    frames.emplace_back(frame);
    if (react) react();
  }

  int attempts = 0;
  milliseconds wait{0};  // asked for at the next attempt
  milliseconds longest_hold{0};
  int opened = 0;
  std::vector<std::string> unreachable;
  std::vector<std::string> reasons;
  std::uint64_t handed_over = 0;
  std::vector<std::string> frames;
  std::function<void()> react;
};

class LinkFixture : public ::testing::Test {
 protected:
  ~LinkFixture() override { std::filesystem::remove(ca_file_); }

  LinkSettings settings_for(const std::string& port, const Certificate& trusted = loopback_certificate()) {
    return {.host = "127.0.0.1",
            .port = port,
            .ca_file = ca_file(trusted),
            .backoff_first = milliseconds{1},
            .backoff_max = milliseconds{10}};
  }

  std::string ca_file(const Certificate& certificate) {
    std::ofstream{ca_file_} << certificate.ca_pem;
    return ca_file_;
  }

  void connect(LinkSettings settings) {
    link_ = make_link(io_, std::move(settings), recorder_);
    link_->open();
  }
  void connect_and_wait(LinkSettings settings) {
    connect(std::move(settings));
    wait_for([&] { return link_->is_open(); });
  }

  // Runs everyone until `holds`, and fails when that takes too long.
  void wait_for(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + seconds{30};
    while (!holds()) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain");
      io_.restart();
      io_.run_one_for(milliseconds{20});
    }
  }
  void run_for(milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    wait_for([&] { return std::chrono::steady_clock::now() >= end; });
  }

  boost::asio::io_context io_;
  Recorder recorder_;
  std::string ca_file_ = ::testing::TempDir() + "fixbridge_link_test_" + std::to_string(::getpid()) + ".pem";
  std::unique_ptr<Link> link_;
};

}  // namespace bridge::venue::test
