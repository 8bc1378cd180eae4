#include "ops/metrics.hpp"

#include "ops/process_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <utility>

namespace bridge::ops {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Registry;

double in_seconds(microseconds duration) { return std::chrono::duration<double>(duration).count(); }

// The buckets go from 10 µs to 10 s, three steps a decade: our own
// part of the road is tens of microseconds, the venue's is milliseconds, a stall is seconds.
const Histogram::BucketBoundaries kLatencyBuckets = {1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3,
                                                     2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1, 2e-1,
                                                     5e-1, 1.0,  2.0,  5.0,  10.0};

Family<Counter>& counter(Registry& registry, const char* name, const char* help) {
  return BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Gauge>& gauge(Registry& registry, const char* name, const char* help) {
  return BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Histogram>& latency(Registry& registry, const char* name, const char* help) {
  return BuildHistogram().Name(name).Help(help).Register(registry);
}

// Every metric there is, in the order of the road.
struct Families {
  explicit Families(Registry& r)
      : received(
            counter(r, "fixbridge_cancels_received_total", "Cancel requests (35=F) taken from a session.")),
        answered(
            counter(r, "fixbridge_cancels_answered_total", "Final reports on cancel requests, by outcome.")),
        status_received(counter(r, "fixbridge_status_requests_received_total",
                                "Status requests (35=H) taken from a session.")),
        status_answered(counter(r, "fixbridge_status_requests_answered_total",
                                "Answers to status requests, by outcome.")),
        order_requests(counter(r, "fixbridge_order_requests_received_total",
                               "Requests to place (35=D) or replace (35=G) taken from a session.")),
        limits_passed(counter(r, "fixbridge_order_requests_over_limit_total",
                              "Requests to place or replace that a risk limit has refused, by limit.")),
        order_reports(counter(r, "fixbridge_order_reports_told_total",
                              "Reports about orders that were placed here, by what they tell.")),
        orders_live(gauge(r, "fixbridge_orders_live", "Orders placed here that have not ended.")),
        orders_doubtful(gauge(r, "fixbridge_orders_doubtful",
                              "Orders placed here of which nobody knows whether the venue has them.")),
        stream_in_sync(gauge(r, "fixbridge_stream_in_sync",
                             "1 while the user-data stream is up and what it may have missed is known.")),
        switch_armed(gauge(r, "fixbridge_dead_man_switch_symbols",
                           "Symbols for which the venue counts down to cancel what is open there.")),
        switch_unprotected(gauge(r, "fixbridge_dead_man_switch_unprotected_symbols",
                                 "Symbols with orders placed here for which it does not.")),
        switch_calls(counter(r, "fixbridge_dead_man_switch_calls_total",
                             "Calls that begin, renew or stop a countdown, by outcome.")),
        switch_nearest_end(gauge(r, "fixbridge_dead_man_switch_seconds_left",
                                 "Until the countdown that ends first; 0 while there is none.")),
        switch_ran_out(counter(r, "fixbridge_dead_man_switch_ran_out_total",
                               "Countdowns that ran out because they could not be renewed.")),
        corrected(
            counter(r, "fixbridge_corrections_told_total", "Reports that correct what was settled by hand.")),
        open(gauge(r, "fixbridge_tickets_open", "Cancel requests without a final report.")),
        doubtful(gauge(r, "fixbridge_tickets_doubtful",
                       "Open cancel requests whose outcome at the venue nobody knows yet.")),
        needing_attention(gauge(r, "fixbridge_tickets_needing_attention",
                                "Open cancel requests that somebody has to look at.")),
        watched(gauge(r, "fixbridge_tickets_settled_by_hand",
                      "Cancel requests settled by hand that the venue has not confirmed.")),
        contradicted(counter(r, "fixbridge_verdicts_contradicted_total",
                             "Cancel requests settled by hand of which the venue said otherwise.")),
        fix_in_to_frame_out(latency(r, "fixbridge_fix_in_to_frame_out_seconds",
                                    "From a cancel request's last byte in to its frame handed to the link.")),
        frame_out_to_reply(latency(r, "fixbridge_frame_out_to_reply_seconds",
                                   "From a frame handed to the link to the venue's reply.")),
        reply_to_report_out(latency(r, "fixbridge_reply_to_report_out_seconds",
                                    "From the venue's reply to the report handed to the session.")),
        commit(latency(r, "fixbridge_journal_commit_seconds", "One commit of the journal.")),
        commit_failed(counter(r, "fixbridge_journal_commit_failures_total",
                              "Commits the journal refused; new cancel requests are refused meanwhile.")),
        journal_behind(gauge(r, "fixbridge_journal_behind_bytes",
                             "Committed turns that are not in the journal's tables yet.")),
        journal_bytes(gauge(r, "fixbridge_journal_bytes", "Size of the journal's files.")),
        journal_disk_free(gauge(r, "fixbridge_journal_disk_free_bytes",
                                "What the journal's disk has left for the gateway.")),
        link_up(gauge(r, "fixbridge_link_up", "1 while the link to the venue is up and usable.")),
        links_ready(gauge(r, "fixbridge_links_ready", "Links to the venue that are up and usable.")),
        unreadable(counter(r, "fixbridge_frames_unreadable_total", "Venue frames that made no sense.")),
        stray(counter(r, "fixbridge_frames_stray_total", "Venue replies to nothing we had asked.")),
        clock_offset(gauge(r, "fixbridge_clock_offset_seconds", "The venue's clock minus ours.")),
        used_weight(gauge(r, "fixbridge_venue_used_weight",
                          "Request weight used in the venue's current minute, as the venue counts.")),
        logged_on(gauge(r, "fixbridge_sessions_logged_on", "FIX sessions logged on.")),
        key_renewed(counter(r, "fixbridge_keys_renewed_total", "New keys that every link came to use.")),
        key_refused(counter(r, "fixbridge_keys_refused_total", "New keys that the venue refused.")),
        refused(
            counter(r, "fixbridge_connections_refused_total", "FIX connections turned away at the door.")),
        build(gauge(r, "fixbridge_build_info", "1, for the version of the program that runs.")) {}

  Family<Counter>& received;
  Family<Counter>& answered;
  Family<Counter>& status_received;
  Family<Counter>& status_answered;
  Family<Counter>& order_requests;
  Family<Counter>& limits_passed;
  Family<Counter>& order_reports;
  Family<Gauge>& orders_live;
  Family<Gauge>& orders_doubtful;
  Family<Gauge>& stream_in_sync;
  Family<Gauge>& switch_armed;
  Family<Gauge>& switch_unprotected;
  Family<Counter>& switch_calls;
  Family<Gauge>& switch_nearest_end;
  Family<Counter>& switch_ran_out;
  Family<Counter>& corrected;
  Family<Gauge>& open;
  Family<Gauge>& doubtful;
  Family<Gauge>& needing_attention;
  Family<Gauge>& watched;
  Family<Counter>& contradicted;
  Family<Histogram>& fix_in_to_frame_out;
  Family<Histogram>& frame_out_to_reply;
  Family<Histogram>& reply_to_report_out;
  Family<Histogram>& commit;
  Family<Counter>& commit_failed;
  Family<Gauge>& journal_behind;
  Family<Gauge>& journal_bytes;
  Family<Gauge>& journal_disk_free;
  Family<Gauge>& link_up;
  Family<Gauge>& links_ready;
  Family<Counter>& unreadable;
  Family<Counter>& stray;
  Family<Gauge>& clock_offset;
  Family<Gauge>& used_weight;
  Family<Gauge>& logged_on;
  Family<Counter>& key_renewed;
  Family<Counter>& key_refused;
  Family<Counter>& refused;
  Family<Gauge>& build;
};

constexpr const char* kOutcomes[] = {"canceled",      "rejected",  "too_late",
                                     "unknown_order", "duplicate", "refused"};
constexpr const char* kSwitchCalls[] = {"begun", "renewed", "stopped", "refused", "unclear", "not_sent"};
constexpr const char* kStatusOutcomes[] = {"told", "unknown_order", "unavailable"};
constexpr const char* kOrderRequests[] = {"place", "replace"};
constexpr const char* kLimits[] = {"symbols",         "sides",       "max_order_qty", "max_notional",
                                   "price_collar",    "order_rate",  "amend_ratio",   "duplicate_within",
                                   "max_open_orders", "max_position"};
constexpr const char* kOrderReports[] = {"pending_new",     "new",      "order_rejected",   "trade",
                                         "pending_replace", "replaced", "replace_rejected", "canceled",
                                         "expired",         "restated", "triggered"};

class LaneMetrics final : public Metrics::Lane {
 public:
  LaneMetrics(Families& families, std::string account)
      : families_(families),
        account_(std::move(account)),
        open_(of(families.open)),
        doubtful_(of(families.doubtful)),
        needing_attention_(of(families.needing_attention)),
        watched_(of(families.watched)),
        contradicted_(of(families.contradicted)),
        fix_in_to_frame_out_(of(families.fix_in_to_frame_out, kLatencyBuckets)),
        frame_out_to_reply_(of(families.frame_out_to_reply, kLatencyBuckets)),
        reply_to_report_out_(of(families.reply_to_report_out, kLatencyBuckets)),
        commit_(of(families.commit, kLatencyBuckets)),
        commit_failed_(of(families.commit_failed)),
        journal_behind_(of(families.journal_behind)),
        journal_bytes_(of(families.journal_bytes)),
        journal_disk_free_(of(families.journal_disk_free)),
        link_up_(of(families.link_up)),
        links_ready_(of(families.links_ready)),
        unreadable_(of(families.unreadable)),
        stray_(of(families.stray)),
        clock_offset_(of(families.clock_offset)),
        used_weight_(of(families.used_weight)),
        logged_on_(of(families.logged_on)),
        key_renewed_(of(families.key_renewed)),
        key_refused_(of(families.key_refused)) {
    for (const char* outcome : kSwitchCalls) switch_call(outcome);
    of(families_.switch_ran_out);
    LaneMetrics::dead_man_switch({});
  }

  void cancel_answered(const std::string& session, const std::string& outcome) override {
    const std::lock_guard lock(mutex_);
    answered(counts(session), session, outcome).Increment();
  }
  void cancel_received(const std::string& session) override {
    const std::lock_guard lock(mutex_);
    counts(session).received->Increment();
  }
  void serves(const std::string& session) override {
    const std::lock_guard lock(mutex_);
    static_cast<void>(counts(session));
  }
  // This is not on the road of a cancel, so it is looked up each time.
  void status_received(const std::string& session) override {
    of_session(families_.status_received, session).Increment();
  }
  void status_answered(const std::string& session, const std::string& outcome) override {
    of_outcome(families_.status_answered, session, outcome).Increment();
  }
  void order_request_received(const std::string& session, const std::string& kind) override {
    of_order(families_.order_requests, session, "kind", kind).Increment();
  }
  void limit_passed(const std::string& session, const std::string& limit) override {
    of_order(families_.limits_passed, session, "limit", limit).Increment();
  }
  void order_report_told(const std::string& session, const std::string& report) override {
    of_order(families_.order_reports, session, "report", report).Increment();
  }
  void orders(std::size_t live, std::size_t in_doubt) override {
    of(families_.orders_live).Set(static_cast<double>(live));
    of(families_.orders_doubtful).Set(static_cast<double>(in_doubt));
  }
  void stream_in_sync(bool in_sync) override { of(families_.stream_in_sync).Set(in_sync ? 1 : 0); }
  void dead_man_switch(const Metrics::DeadManSwitch& figures) override {
    of(families_.switch_armed).Set(static_cast<double>(figures.armed));
    of(families_.switch_unprotected).Set(static_cast<double>(figures.unprotected));
    of(families_.switch_nearest_end).Set(in_seconds(figures.nearest_end));
  }
  void dead_man_switch_call(const std::string& outcome) override { switch_call(outcome).Increment(); }
  void dead_man_switch_ran_out() override { of(families_.switch_ran_out).Increment(); }
  void correction_told(const std::string& session) override {
    of_session(families_.corrected, session).Increment();
  }
  void tickets(const Metrics::Tickets& tickets) override {
    open_.Set(static_cast<double>(tickets.open));
    doubtful_.Set(static_cast<double>(tickets.doubtful));
    needing_attention_.Set(static_cast<double>(tickets.needing_attention));
    watched_.Set(static_cast<double>(tickets.watched));
  }
  void fix_in_to_frame_out(microseconds latency) override {
    fix_in_to_frame_out_.Observe(in_seconds(latency));
  }
  void frame_out_to_reply(microseconds latency) override { frame_out_to_reply_.Observe(in_seconds(latency)); }
  void reply_to_report_out(microseconds latency) override {
    reply_to_report_out_.Observe(in_seconds(latency));
  }
  void commit(microseconds latency) override { commit_.Observe(in_seconds(latency)); }
  void commit_failed() override { commit_failed_.Increment(); }
  void journal_behind(std::size_t bytes) override { journal_behind_.Set(static_cast<double>(bytes)); }
  void journal_room(std::uintmax_t used, std::uintmax_t free) override {
    journal_bytes_.Set(static_cast<double>(used));
    journal_disk_free_.Set(static_cast<double>(free));
  }
  void links_ready(std::size_t count) override {
    link_up_.Set(count > 0 ? 1 : 0);
    links_ready_.Set(static_cast<double>(count));
  }
  void frame_unreadable() override { unreadable_.Increment(); }
  void key_renewed() override { key_renewed_.Increment(); }
  void key_refused() override { key_refused_.Increment(); }
  void verdict_contradicted() override { contradicted_.Increment(); }
  void frame_stray() override { stray_.Increment(); }
  void clock_offset(microseconds offset) override { clock_offset_.Set(in_seconds(offset)); }
  void used_weight(std::int64_t count) override { used_weight_.Set(static_cast<double>(count)); }
  void logged_on(std::size_t sessions) override { logged_on_.Set(static_cast<double>(sessions)); }

 private:
  struct Counts {
    Counter* received = nullptr;
    std::map<std::string, Counter*, std::less<>> answered;
  };

  template <class T, class... Args>
  T& of(Family<T>& family, const Args&... args) const {
    return family.Add({{"account", account_}}, args...);
  }

  Counter& switch_call(const std::string& outcome) const {
    return families_.switch_calls.Add({{"account", account_}, {"outcome", outcome}});
  }
  Counter& of_session(Family<Counter>& family, const std::string& session) const {
    return family.Add({{"account", account_}, {"session", session}});
  }
  Counter& of_order(Family<Counter>& family, const std::string& session, const char* label,
                    const std::string& value) const {
    return family.Add({{"account", account_}, {"session", session}, {label, value}});
  }
  Counter& of_outcome(Family<Counter>& family, const std::string& session, const std::string& outcome) const {
    return family.Add({{"account", account_}, {"session", session}, {"outcome", outcome}});
  }

  // All series of a session are there on first sight of it.
  Counts& counts(const std::string& session) {
    Counts& found = counts_[session];
    if (found.received == nullptr) {
      found.received = &of_session(families_.received, session);
      for (const char* outcome : kOutcomes) answered(found, session, outcome);
      of_session(families_.status_received, session);
      for (const char* outcome : kStatusOutcomes) of_outcome(families_.status_answered, session, outcome);
      for (const char* kind : kOrderRequests) of_order(families_.order_requests, session, "kind", kind);
      for (const char* limit : kLimits) {
        of_order(families_.limits_passed, session, "limit", limit);
        of_order(families_.limits_passed, session, "limit", std::string("account.") + limit);
      }
      for (const char* told : kOrderReports) of_order(families_.order_reports, session, "report", told);
      of_session(families_.corrected, session);
    }
    return found;
  }

  Counter& answered(Counts& of, const std::string& session, const std::string& outcome) {
    Counter*& found = of.answered[outcome];
    if (found == nullptr) found = &of_outcome(families_.answered, session, outcome);
    return *found;
  }

  Families& families_;
  const std::string account_;
  Gauge& open_;
  Gauge& doubtful_;
  Gauge& needing_attention_;
  Gauge& watched_;
  Counter& contradicted_;
  Histogram& fix_in_to_frame_out_;
  Histogram& frame_out_to_reply_;
  Histogram& reply_to_report_out_;
  Histogram& commit_;
  Counter& commit_failed_;
  Gauge& journal_behind_;
  Gauge& journal_bytes_;
  Gauge& journal_disk_free_;
  Gauge& link_up_;
  Gauge& links_ready_;
  Counter& unreadable_;
  Counter& stray_;
  Gauge& clock_offset_;
  Gauge& used_weight_;
  Gauge& logged_on_;
  Counter& key_renewed_;
  Counter& key_refused_;
  std::mutex mutex_;  // guards counts_
  std::map<std::string, Counts, std::less<>> counts_;
};

}  // namespace

struct Metrics::Impl {
  Registry registry;
  Families families{registry};
};

Metrics::Metrics(const std::string& version) : impl_(std::make_unique<Impl>()) {
  impl_->families.build.Add({{"version", version}}).Set(1);
}
Metrics::~Metrics() = default;

std::unique_ptr<Metrics::Lane> Metrics::lane(const std::string& account) {
  return std::make_unique<LaneMetrics>(impl_->families, account);
}

void Metrics::connection_refused(const std::string& reason) {
  impl_->families.refused.Add({{"reason", reason}}).Increment();
}

void Metrics::may_refuse(const std::string& reason) { impl_->families.refused.Add({{"reason", reason}}); }

std::string Metrics::text() const {
  auto all = impl_->registry.Collect();
  for (auto& family : process_metrics()) all.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(all);
}

}  // namespace bridge::ops
