#include "fix/slot.hpp"

namespace bridge::fix {

void Slot::follow_schedule(Timestamp at) {
  const auto window = schedule.window(at);
  const bool stale =
      window && settings.schedule.reset && store->since().value_or(Timestamp::min()) < window->begin;
  if (connection) {
    const bool over = !window || stale;
    // A session that was told so once is no longer enabled.
    if (over && session->isLoggedOn() && session->isEnabled()) say_goodbye("The session's hours are over");
    return;
  }
  if (stale) begin_anew("a new window begins");
  if (window && !session->isEnabled()) session->logon();
}

void Slot::begin_anew(std::string_view why) {
  store->begin_anew(why);
  anew_this_turn = true;
}

void Slot::say_goodbye(const std::string& text) {
  session->logout(text);
  session->next(FIX::UtcTimeStamp());  // sends the Logout
}

std::string Slot::over_rate(Timestamp at) {
  const auto wait = rate.take(at);
  if (!wait) return {};
  return "Above the limit of " + std::to_string(settings.rate_limit.messages) + " messages in " +
         std::to_string(settings.rate_limit.per.count()) + " ms; nothing was sent. Try again in " +
         std::to_string(wait->count()) + " ms";
}

}  // namespace bridge::fix
