// An account's calls to the venue's REST service: requests about orders, which leave with their turn's
// commit, and questions about the account and the countdowns of its dead man's switch, which belong to none.
// The lane's thread.
#pragma once

#include "order/effect.hpp"
#include "upstream/dead_man_switch.hpp"
#include "upstream/shared_weight_limiter.hpp"
#include "upstream/venue_session.hpp"
#include "venue/dialect.hpp"
#include "venue/rest.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bridge {

using MakeRest =
    std::function<std::unique_ptr<venue::RestClient>(venue::RestSettings, venue::RestClient::Handler&)>;

class RestCalls : private venue::RestClient::Handler {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void on_rest_reply(const venue::Reply& reply, std::string_view body) = 0;
    virtual void on_rest_lost(const VenueSession::Lost& lost, const std::string& reason) = 0;
    // A question about the account was answered with 200.
    virtual void on_rest_told(venue::AccountQuestion question, std::string_view body) = 0;
    // What became of a countdown that was asked for at `sent`.
    virtual void on_rest_countdown(const venue::Countdown& asked, Timestamp sent,
                                   const std::optional<DeadManSwitch::Failure>& failure) = 0;
  };

  // `account` outlives it.
  RestCalls(VenueSession::Account& account, venue::RestSettings settings, const MakeRest& make_rest,
            Handler& handler);

  // Puts the request aside until flush(); as VenueSession::stage. Its weight is taken for that purpose.
  [[nodiscard]] std::optional<VenueSession::Unsent> stage(const order::Request& request,
                                                          const order::Subject& subject,
                                                          order::WeightLimiter::Purpose purpose);
  // Asks now; `symbol` is for mark prices, empty: of all. Returns false when it was not asked.
  bool ask(venue::AccountQuestion question, std::string_view symbol = {});
  // Sets a countdown now; on_rest_countdown() follows, within so long. Returns why not, when it was not
  // asked.
  [[nodiscard]] std::optional<VenueSession::Unsent> set_countdown(const venue::Countdown& countdown,
                                                                  milliseconds within);
  void flush();
  // Once a second: says of what could not be handed over that it never left.
  void tick();
  // Forgets what is staged and what is awaited about orders, because the turn was not committed.
  void discard();
  void close(std::function<void()> done);

 private:
  struct Asked {
    order::RequestId request;
    order::Subject subject;
  };
  struct CountdownAsked {
    venue::Countdown countdown;
    Timestamp sent;
  };
  // What a call is about.
  using Call = std::variant<Asked, venue::AccountQuestion, CountdownAsked>;

  // venue::RestClient::Handler
  void on_rest_answer(std::uint64_t number, const venue::RestAnswer& answer) override;
  void on_rest_failed(std::uint64_t number, const std::string& reason, bool never_left) override;

  [[nodiscard]] std::optional<Timestamp> take_weight(int weight, order::WeightLimiter::Purpose purpose);
  [[nodiscard]] venue::RestCall numbered(venue::RestRequest request);
  [[nodiscard]] std::optional<Call> taken(std::uint64_t number);
  void countdown_answered(const CountdownAsked& asked, const venue::RestAnswer& answer);
  void obey(const venue::RestAnswer& answer);

  VenueSession::Account& account_;
  Handler& handler_;
  std::unique_ptr<venue::RestClient> client_;
  std::uint64_t calls_ = 0;
  std::map<std::uint64_t, Call> awaited_;
  std::vector<venue::RestCall> staged_;
  std::vector<std::uint64_t> refused_;  // by the client's queue
};

}  // namespace bridge
