#include "fix/door/credential_verifier.hpp"

#include "base/thread.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace bridge::fix {
namespace {

constexpr std::size_t kWaitingMax = 64;

}  // namespace

CredentialVerifier::CredentialVerifier(boost::asio::io_context& io) : io_(io) {
  boost::asio::post(thread_, [] {
    name_thread("verifier");
    give_way();
  });
}

CredentialVerifier::~CredentialVerifier() {
  thread_.stop();
  thread_.join();
}

bool CredentialVerifier::prove(const Credentials& credentials, Claim claim, Done done) {
  if (*waiting_ >= kWaitingMax) return false;
  ++*waiting_;
  boost::asio::post(thread_, [&io = io_, here = std::weak_ptr(waiting_), credentials,
                              claim = std::move(claim), done = std::move(done)]() mutable {
    auto why_not = disproof(credentials, claim);
    boost::asio::post(io, [here = std::move(here), done = std::move(done), why_not = std::move(why_not)] {
      const auto waiting = here.lock();
      if (!waiting) return;  // the verifier is gone
      --*waiting;
      done(why_not);
    });
  });
  return true;
}

}  // namespace bridge::fix
