#include "fix/session/resend_pacer.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "fix/wire/frame.hpp"

#include <algorithm>
#include <utility>

namespace bridge::fix {
namespace {

constexpr int kAtOnce = 20;  // messages of a ResendRequest; more follow, piece by piece …
constexpr int kPiece = 10;   // … of so many, one each time, for all clients together:
constexpr milliseconds kEvery{2};

}  // namespace

std::string ResendPacer::first_of(HostedSession& slot, const std::string& resend_request) {
  const int last = slot.store->getNextSenderMsgSeqNum() - 1;
  const auto begin = whole_number(field(resend_request, FIX::FIELD::BeginSeqNo));
  const auto end = whole_number(field(resend_request, FIX::FIELD::EndSeqNo));
  slot.resend_asked = {};
  if (!begin || !end || *begin > last) return resend_request;
  const Resend::Range asked{std::max(*begin, 1), *end == 0 ? last : std::min(*end, last)};
  if (lines_.take()) {
    log::info("fix_resend_asked",
              {{"session", slot.settings.key().value()}, {"begin", asked.begin}, {"end", asked.end}});
  }
  const int at_once = due_ ? 1 : kAtOnce;
  const int first_end = std::min(asked.end, asked.begin + at_once - 1);
  slot.resend_asked = {first_end + 1, asked.end};
  return with_range(resend_request, asked.begin, first_end);
}

void ResendPacer::go_on() {
  if (std::exchange(due_, true)) return;
  timer_.expires_after(kEvery);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    due_ = false;
    send_one();
  });
}

// Sends a piece to the next client that waits for one and has taken what it was sent before.
void ResendPacer::send_one() {
  HostedSession* next = nullptr;
  bool waiting = false;
  for (auto& [key, slot] : slots_) {
    if (!slot.wants_piece()) continue;
    waiting = true;
    if (!slot.connection->idle()) continue;
    const bool behind_the_last = served_last_ < key;
    if (next == nullptr || (behind_the_last && next->settings.key() <= served_last_)) next = &slot;
  }
  if (next != nullptr) {
    served_last_ = next->settings.key();
    next->send_piece(kPiece);
  }
  if (waiting) go_on();
}

}  // namespace bridge::fix
