// One account's way to the venue: its link, its language, the venue's clock and, where the key asks for it,
// the session logon. Knows which requests are on the wire; what their answers mean is the blotter's.
//
//   Down ──link open──▶ Measuring ──clock──▶ LoggingOn ──ok──▶ Ready        (no session logon: at once Ready)
//     ▲                    ▲                    │ refused         │ key revoked
//     └────── link lost    └──── wait ◀── Refused ◀───────────────┘
//
// The lane's thread.
#pragma once

#include "config/config.hpp"
#include "ops/metrics.hpp"
#include "order/blotter.hpp"
#include "venue/backoff.hpp"
#include "venue/clock.hpp"
#include "venue/dialect.hpp"
#include "venue/link.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

// The account's language; takes its credentials. Throws std::runtime_error for a key that cannot be used, in
// the words of the configuration.
[[nodiscard]] std::unique_ptr<venue::Dialect> make_dialect(config::Account& account);
// What the account's configuration says about its tickets.
[[nodiscard]] order::BlotterSettings blotter_settings(const config::Account& account);
// What the operator of this account can do about the venue's error code; empty when there is nothing to do.
[[nodiscard]] std::string remedy_of(int code, const std::string& account);

class Upstream : private venue::Link::Listener {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  // A request whose answer will not come: its link fell, or its key was revoked.
  struct Lost {
    order::RequestId request;
    bool never_left = false;
  };
  class Owner {
   public:
    virtual ~Owner() = default;
    // Requests may be staged.
    virtual void on_ready(Upstream& upstream) = 0;
    // No longer; comes only after on_ready.
    virtual void on_lost(Upstream& upstream, const std::string& reason, const std::vector<Lost>& lost) = 0;
    // The answer to a request on the wire; `frame` is its evidence.
    virtual void on_reply(Upstream& upstream, const venue::Reply& reply, std::string_view frame) = 0;
  };

  // Takes the account's credentials. Throws std::runtime_error for settings that cannot be used.
  Upstream(boost::asio::io_context& io, config::Account& account, ops::Metrics::Lane& metrics, Owner& owner);

  void open() { link_->open(); }
  // Once a second: asks for the venue's time, and tries a refused logon again.
  void tick();
  // Puts a request aside until flush(); `cause`: when what caused it came in. False: not ready, or the link's
  // queue is full; nothing was kept.
  template <class Request>
  [[nodiscard]] bool stage(const Request& request, SteadyTime cause);
  // After the turn's commit: what is staged leaves.
  void flush();
  // The turn was not committed: forgets what is staged, and every request that waits for an answer.
  void discard();
  void close(std::function<void()> done) { link_->close(std::move(done)); }

  [[nodiscard]] const order::AccountName& account() const { return name_; }
  [[nodiscard]] bool ready() const { return state_ == State::Ready; }
  [[nodiscard]] bool link_open() const { return link_->is_open(); }
  [[nodiscard]] const venue::Clock& clock() const { return clock_; }
  // Why not; empty when ready.
  [[nodiscard]] std::string not_ready() const;

 private:
  enum class State { Down, Measuring, LoggingOn, Refused, Ready };
  struct InFlight {
    SteadyTime caused;
    SteadyTime sent;
  };

  // venue::Link::Listener
  void on_link_open() override;
  void on_link_lost(const std::string& reason, const std::vector<order::RequestId>& never_left) override;
  void on_link_unreachable(const std::string& reason) override { reason_ = reason; }
  void on_frame(std::string_view frame) override;

  void ask_time();
  void log_on();
  void stage_session_request(std::string id, std::string frame);
  void session_answered(const venue::SessionReply& answer);
  void time_answered(const venue::SessionReply& answer);
  void logon_answered(const venue::SessionReply& answer);
  // Puts the venue's times in it into ours.
  void order_answered(venue::Reply& reply, std::string_view frame);
  void stray(const venue::Stray& frame);
  void refused(const order::VenueError& error);
  void become_ready();
  void lose(const std::string& reason, const std::vector<order::RequestId>& never_left);

  order::AccountName name_;
  ops::Metrics::Lane& metrics_;
  Owner& owner_;
  std::unique_ptr<venue::Dialect> dialect_;
  std::unique_ptr<venue::Link> link_;
  venue::Clock clock_;
  venue::Backoff logon_backoff_;
  std::mt19937 random_;
  State state_ = State::Down;
  std::string reason_ = "not connected yet";  // of Down and Refused
  std::map<order::RequestId, InFlight> in_flight_;
  std::vector<order::RequestId> leaving_;  // staged, not flushed
  std::string session_request_;            // id of the session.status or session.logon in flight; empty: none
  bool logging_on_ = false;                // it is a logon
  Timestamp session_asked_;
  std::uint64_t session_requests_ = 0;
  Timestamp logon_again_at_;
};

}  // namespace bridge
