// Holds claims against credentials on a thread of its own, one after the other: a password takes its time on
// purpose, and nobody else is to wait for it. Owned by the listener, and used on its thread.
#pragma once

#include "fix/door/credentials.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bridge::fix {

class CredentialVerifier {
 public:
  // Told why the claim does not hold; nothing when it does.
  using Done = std::function<void(const std::optional<std::string>& disproof)>;

  explicit CredentialVerifier(boost::asio::io_context& io);
  // It drops the claims that wait, and finishes the one in hand first.
  ~CredentialVerifier();
  CredentialVerifier(const CredentialVerifier&) = delete;
  CredentialVerifier& operator=(const CredentialVerifier&) = delete;

  // Has a claim judged. `done` runs on the io_context's thread, unless this object is gone by then. Returns
  // false when too many are waiting: then it will not run.
  [[nodiscard]] bool prove(const Credentials& credentials, Claim claim, Done done);

 private:
  boost::asio::io_context& io_;
  std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>(0);  // on the io_context's thread
  boost::asio::thread_pool thread_{1};
};

}  // namespace bridge::fix
