// Counters, gauges and histograms, and their Prometheus text. Every call is safe from any thread.
#pragma once

#include "base/time.hpp"

#include <memory>
#include <string>

namespace bridge::ops {

class Metrics {
 public:
  // `version` is this program's, for fixbridge_build_info.
  explicit Metrics(const std::string& version = "unknown");
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The cancel requests that there are now. The later three are part of `open`.
  struct Tickets {
    std::size_t open = 0;
    std::size_t doubtful = 0;
    std::size_t needing_attention = 0;
    std::size_t watched = 0;  // settled by hand, not confirmed by the venue
  };
  // The dead man's switch of an account, by symbols with orders of ours.
  struct DeadManSwitch {
    std::size_t armed = 0;
    std::size_t unprotected = 0;
    milliseconds nearest_end{0};  // from now on; 0 when none is armed
  };
  // What one lane counts. Label values are configured names, never a peer's text. Handles are looked up
  // once: the road pays an atomic increment. It is valid as long as the Metrics.
  class Lane {
   public:
    virtual ~Lane() = default;
    // Requests of this session come here: its series are there from now on, at 0. A rate over a series that
    // is born with its first event misses that event.
    virtual void serves(const std::string& session) = 0;
    // outcome: canceled, rejected, too_late, unknown_order, duplicate, refused.
    virtual void cancel_answered(const std::string& session, const std::string& outcome) = 0;
    virtual void cancel_received(const std::string& session) = 0;
    // Counts a question about an order (35=H), and its answer: told, unknown_order, unavailable.
    virtual void status_received(const std::string& session) = 0;
    virtual void status_answered(const std::string& session, const std::string& outcome) = 0;
    // Counts a 35=D ("place") or 35=G ("replace"), and each report about an order that was placed here, by
    // what it tells: new, trade, canceled …
    virtual void order_request_received(const std::string& session, const std::string& kind) = 0;
    // Counts one of these that a risk limit has refused, by the limit's name.
    virtual void limit_passed(const std::string& session, const std::string& limit) = 0;
    virtual void order_report_told(const std::string& session, const std::string& report) = 0;
    // Shows the orders that live, and those of them of which nobody knows whether the venue has them.
    virtual void orders(std::size_t live, std::size_t in_doubt) = 0;
    // Shows whether the user-data stream tells of everything, and what it missed was asked for.
    virtual void stream_in_sync(bool in_sync) = 0;
    virtual void dead_man_switch(const DeadManSwitch& figures) = 0;
    // Counts a call to it: begun, renewed, stopped, refused, unclear, not_sent.
    virtual void dead_man_switch_call(const std::string& outcome) = 0;
    // Counts a countdown that has surely run out while this process lived.
    virtual void dead_man_switch_ran_out() = 0;
    // Counts a report beyond the final one: what was settled by hand was not the whole truth.
    virtual void correction_told(const std::string& session) = 0;
    virtual void tickets(const Tickets& tickets) = 0;
    // Counts that the venue has said otherwise than was settled by hand.
    virtual void verdict_contradicted() = 0;
    virtual void fix_in_to_frame_out(microseconds latency) = 0;
    virtual void frame_out_to_reply(microseconds latency) = 0;
    virtual void reply_to_report_out(microseconds latency) = 0;
    virtual void commit(microseconds latency) = 0;
    virtual void commit_failed() = 0;
    virtual void journal_behind(std::size_t bytes) = 0;
    // Shows the bytes of the journal's files, and those that their disk has left.
    virtual void journal_room(std::uintmax_t used, std::uintmax_t free) = 0;
    virtual void links_ready(std::size_t count) = 0;
    virtual void frame_unreadable() = 0;
    virtual void frame_stray() = 0;
    virtual void clock_offset(microseconds offset) = 0;
    virtual void used_weight(std::int64_t count) = 0;
    virtual void logged_on(std::size_t sessions) = 0;
    // Counts a new key of the account that is in use on every link, or was refused by the venue.
    virtual void key_renewed() = 0;
    virtual void key_refused() = 0;
  };
  [[nodiscard]] std::unique_ptr<Lane> lane(const std::string& account);

  void connection_refused(const std::string& reason);
  // Its series is there from now on, at 0.
  void may_refuse(const std::string& reason);
  // All of it in Prometheus' text exposition format.
  [[nodiscard]] std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bridge::ops
