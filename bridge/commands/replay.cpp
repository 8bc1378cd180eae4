#include "commands/replay.hpp"

#include "commands/answer.hpp"
#include "commands/lane_journal.hpp"
#include "commands/message_history.hpp"
#include "journal/sqlite/agreement.hpp"
#include "journal/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace bridge {
namespace {

namespace json = boost::json;

constexpr int kDifferent = 1;
constexpr int kBatch = 1000;
constexpr std::size_t kShownMax = 10;  // differences shown whole

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Replays one lane's journal.
class Run {
 public:
  Run(const LaneJournal& lane, ReplayOptions options, std::ostream& out)
      : lane_(lane), options_(options), out_(out), reader_(lane.file), blotters_(lane.accounts) {
    warn_of_missing_turns(reader_, lane_);
    const journal::Reader::Snapshot snapshot(reader_);
    pruned_ = reader_.pruned();
    archived_until_ = reader_.archived_until();
    last_event_ = reader_.last_event();
    find_first_event();
    for (const auto& key : reader_.sessions()) {
      const auto settings =
          std::ranges::find(lane.sessions, key, [](const fix::SessionSettings& own) { return own.key(); });
      conversations_.try_emplace(key, reader_, key,
                                 settings == lane.sessions.end() ? std::nullopt : std::optional(*settings),
                                 options.from_event <= 0 && first_event_ == 0 && !was_pruned(), began_,
                                 [this](Difference difference) { differs(std::move(difference)); });
    }
  }

  // Returns true when all is equal.
  bool run() {
    const auto begin = std::chrono::steady_clock::now();
    bring_back();
    std::int64_t at = std::max<std::int64_t>(0, first_event_ - 1);
    for (auto rows = reader_.events(at, last_event_, kBatch); !rows.empty();
         rows = reader_.events(at, last_event_, kBatch)) {
      for (const auto& row : rows) take(row);
      at = rows.back().id;
    }
    for (auto& [key, conversation] : conversations_) conversation.finish();
    compare_untold();
    compare_open();
    took_ = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    if (!options_.json) print();
    return different_ == 0;
  }
  [[nodiscard]] json::object as_json() const;

 private:
  void find_first_event();
  void bring_back();
  void take(const journal::EventRow& row);
  void compare_columns(const journal::EventRow& row, const order::Event& event);
  void note(const order::Event& event);
  [[nodiscard]] bool was_pruned() const { return pruned_.until != Timestamp{}; }
  [[nodiscard]] bool is_said(const order::Event& event) const;
  [[nodiscard]] bool rests_on_pruned(const order::Event& event) const;
  // `counts`: it is compared with table tickets; `said`: and with the messages.
  void told(const order::Report& report, const std::string& by_event, bool counts, bool said);
  void compare_report(const order::Report& report, const std::string& by_event);
  void forgotten(const order::Forget& forget, const std::string& by_event);
  void compare_open();
  void compare_untold();
  void differs(Difference difference);
  // What was said on all sessions together, and the sessions that could not be compared.
  [[nodiscard]] std::pair<MessageHistory::Counts, std::vector<std::string>> said() const;
  void print() const;

  const LaneJournal& lane_;
  ReplayOptions options_;
  std::ostream& out_;
  journal::Reader reader_;
  order::AccountBlotters blotters_;
  std::int64_t last_event_ = 0;
  // The first event that was decided by the rules of this release, and when; 0 when all were.
  std::int64_t first_event_ = 0;
  Timestamp began_{};
  journal::Pruned pruned_;
  Timestamp archived_until_{};
  std::set<order::AccountName> started_anew_;  // since the prune
  std::map<order::SessionKey, MessageHistory> conversations_;
  std::set<order::TicketId> open_;
  // Told for good while their tickets stay open: settled by hand, or of an order that is remembered.
  std::map<order::TicketId, std::string> watched_;
  std::set<order::TicketId> by_hand_;
  std::map<order::TicketId, std::string> untold_;  // decided, open in table tickets: by which event
  std::int64_t events_ = 0;
  std::int64_t tickets_ = 0;
  std::int64_t reports_ = 0;  // equal
  std::int64_t starts_ = 0;
  std::int64_t resting_on_pruned_ = 0;  // refusals
  std::int64_t unsettled_starts_ = 0;   // without the settings of their time
  std::int64_t different_ = 0;
  std::vector<Difference> shown_;  // the first of them
  milliseconds took_{0};
};

// What an earlier release decided by rules of its own is not compared: the replay begins where this release's
// decisions do.
void Run::find_first_event() {
  bool all = true;
  std::optional<journal::EventRow> first;
  for (auto& row : reader_.starts()) {
    const auto event = journal::decode_event(row.body);
    const auto* start = event ? std::get_if<order::Restarted>(&event->what) : nullptr;
    if (start == nullptr) continue;  // take() tells of it
    all = start->settings && start->settings->rules == order::kRules;
    if (!all) break;
    first = std::move(row);
  }
  if (all) return;
  first_event_ = first ? first->id : last_event_ + 1;
  began_ = first ? from_us(first->at_us) : Timestamp::max();
}

// Does what a start does: it brings back the tickets that it found open, by their events and by those of
// links and starts since the start before the oldest of them.
void Run::bring_back() {
  if (first_event_ == 0) return;
  constexpr int kEventsMax = 100'000;
  std::vector<journal::EventRow> rows;
  for (const auto& ticket : reader_.open_at(began_)) {
    for (auto& row : reader_.events_of(ticket.ticket, kEventsMax)) {
      if (row.id < first_event_) rows.push_back(std::move(row));
    }
  }
  if (rows.empty()) return;
  const auto is_kept = [](const journal::EventRow& row) {
    return row.kind == "limits_set" || row.kind == "position_kept";
  };
  auto oldest = first_event_;
  for (const auto& row : rows) oldest = is_kept(row) ? oldest : std::min(oldest, row.id);
  const auto starts = reader_.starts();
  const auto before = std::ranges::find_if(starts, [&](const auto& start) { return start.id < oldest; });
  const auto since = before == starts.end() ? oldest : before->id;
  for (auto& row : reader_.events_of_none(since, first_event_)) rows.push_back(std::move(row));
  std::ranges::sort(rows, {}, &journal::EventRow::id);
  for (const auto& row : rows) {
    const auto event = journal::decode_event(row.body);
    if (!event) {
      differs({"event " + std::to_string(row.id) + " cannot be read: " + event.error().what, "", row.body});
      continue;
    }
    note(*event);
    blotters_.decide(*event, [](std::size_t, const std::vector<order::Effect>&) {});
  }
}

void Run::take(const journal::EventRow& row) {
  ++events_;
  const bool counts = row.id >= options_.from_event;
  const std::string name = "event " + std::to_string(row.id) + " (" + row.kind + ")";
  const auto read = journal::decode_event(row.body);
  if (!read) {
    return differs({name + " cannot be read: " + read.error().what, "", row.body});
  }
  const order::Event& event = *read;
  if (counts) compare_columns(row, event);
  note(event);
  const bool said = is_said(event);
  const bool rests = rests_on_pruned(event);
  blotters_.decide(event, [&](std::size_t, const std::vector<order::Effect>& effects) {
    for (const auto& effect : effects) {
      if (const auto* tell = std::get_if<order::Tell>(&effect)) {
        const bool unknown = rests && tell->report.final;
        if (unknown) ++resting_on_pruned_;
        told(tell->report, name, counts && !unknown, counts && !unknown && said);
      }
      if (const auto* forget = std::get_if<order::Forget>(&effect)) forgotten(*forget, name);
    }
  });
}

// The row's own columns, and all of its text, say what was read.
void Run::compare_columns(const journal::EventRow& row, const order::Event& event) {
  const auto ticket = order::ticket_of(event);
  const std::string again = journal::encode(event);
  const bool agree = row.at_us == to_us(event.at) && row.kind == journal::kind_of(event) &&
                     row.ticket.has_value() == ticket.has_value() &&
                     (!ticket || row.ticket == static_cast<std::int64_t>(ticket->value())) &&
                     journal::all_was_read(row.body, again);
  if (agree) return;
  differs({"event " + std::to_string(row.id) + ": its columns and its body disagree", again,
           "at_us=" + std::to_string(row.at_us) + " kind=" + row.kind +
               " ticket=" + (row.ticket ? std::to_string(*row.ticket) : "NULL") + " body=" + row.body});
}

void Run::note(const order::Event& event) {
  const auto* requested = std::get_if<order::Requested>(&event.what);
  const bool opens =
      requested != nullptr ? order::opens_ticket(*requested) : order::session_of_kept(event) != nullptr;
  if (opens) {
    open_.insert(*order::ticket_of(event));
    ++tickets_;
  }
  if (const auto* restarted = std::get_if<order::Restarted>(&event.what)) {
    ++starts_;
    if (event.at >= pruned_.until) started_anew_.insert(restarted->account);
    if (!restarted->settings) ++unsettled_starts_;
  }
}

// What was said before a prune may be gone, and what was said at the end of an archive is not in it.
bool Run::is_said(const order::Event& event) const {
  constexpr seconds kLater{10};
  if (event.at < pruned_.until) return false;
  return archived_until_ == Timestamp{} || event.at + kLater < archived_until_;
}

// A refusal at once tells what was known of the order: of what was pruned nobody knows, until a start forgets
// it all.
bool Run::rests_on_pruned(const order::Event& event) const {
  const auto* requested = std::get_if<order::Requested>(&event.what);
  if (!was_pruned() || requested == nullptr) return false;
  if (!std::holds_alternative<order::CancelCommand>(requested->command)) return false;
  const auto account = order::account_of(event);
  return !account || !started_anew_.contains(*account);
}

void Run::told(const order::Report& report, const std::string& by_event, bool counts, bool said) {
  if (options_.verbose && counts && !options_.json)
    out_ << by_event << ": " << journal::encode(report) << '\n';
  const std::string about = by_event + ", ticket " + std::to_string(report.ticket.value());
  if (const auto conversation = conversations_.find(report.session); conversation != conversations_.end()) {
    conversation->second.told(report, about, said);
  }
  if (!report.final || report.poss_resend || !open_.contains(report.ticket)) return;
  if (report.watched) by_hand_.insert(report.ticket);
  if (report.watched || report.kept) {
    watched_[report.ticket] = journal::encode(report);
    return;
  }
  open_.erase(report.ticket);
  watched_.erase(report.ticket);
  by_hand_.erase(report.ticket);
  if (counts) compare_report(report, about);
}

void Run::compare_report(const order::Report& report, const std::string& by_event) {
  const auto row = reader_.ticket(report.ticket);
  const std::string replayed = journal::encode(report);
  if (row && row->final_report.empty() && !row->closed) {
    untold_.emplace(report.ticket, by_event);
    return;
  }
  const std::string journaled = row ? row->final_report : "";
  const auto read = journal::decode_report(journaled);
  const bool equal = journaled == replayed || (read && journal::encode(*read) == replayed &&
                                               journal::all_was_read(journaled, replayed));
  if (equal) {
    ++reports_;
  } else {
    differs({by_event + ": its report in table tickets", replayed, journaled});
  }
}

// The venue has said what was told by hand already.
void Run::forgotten(const order::Forget& forget, const std::string& by_event) {
  const order::TicketId ticket = forget.ticket;
  open_.erase(ticket);
  if (forget.final_report) watched_[ticket] = journal::encode(*forget.final_report);
  const auto told = watched_.extract(ticket);
  by_hand_.erase(ticket);
  const auto row = reader_.ticket(ticket);
  if (told.empty()) return;
  if (row && row->final_report == told.mapped()) {
    ++reports_;
  } else {
    differs({by_event + ", ticket " + std::to_string(ticket.value()) + ": its report in table tickets",
             told.mapped(), row ? row->final_report : ""});
  }
}

// A ticket that was decided may be open only while its session has not taken the report.
void Run::compare_untold() {
  for (const auto& [ticket, by_event] : untold_) {
    const bool waits = std::ranges::any_of(conversations_, [&, id = ticket](const auto& entry) {
      return !entry.second.compared() || entry.second.counts().waiting.contains(id);
    });
    if (!waits) differs({by_event + ": its report was told, but it is open in table tickets", "", ""});
  }
}

// What the replay leaves open the journal must leave open as well, and it must know of no other tickets.
void Run::compare_open() {
  const bool moved_on = reader_.last_event() != last_event_;  // its gateway runs
  for (const auto ticket : open_) {
    if (moved_on) break;
    const auto row = reader_.ticket(ticket);
    const auto by_hand = watched_.find(ticket);
    const std::string expected = by_hand == watched_.end() ? "" : by_hand->second;
    const std::string name = "ticket " + std::to_string(ticket.value());
    if (!row) {
      differs({name + ": is not in table tickets", "", ""});
    } else if (row->closed) {
      differs({name + ": open after the replay, closed in table tickets", expected, row->final_report});
    } else if (!row->closed && row->final_report != expected) {
      differs({name + ": its report in table tickets", expected, row->final_report});
    }
  }
  if (moved_on || first_event_ > 0 || reader_.count_tickets() == tickets_) return;
  for (const auto& row : reader_.tickets_without_events(pruned_.ticket, static_cast<int>(kShownMax))) {
    differs(
        {"ticket " + std::to_string(row.ticket.value()) + ": no event is about it", "", row.final_report});
  }
}

void Run::differs(Difference difference) {
  if (++different_ > static_cast<std::int64_t>(kShownMax)) return;
  if (options_.json) return shown_.push_back(std::move(difference));
  out_ << "DIFFERENT: " << difference.where
       << "\n  replay:  " << (difference.replayed.empty() ? "(nothing)" : difference.replayed)
       << "\n  journal: " << (difference.journaled.empty() ? "(nothing)" : difference.journaled) << "\n";
}

std::pair<MessageHistory::Counts, std::vector<std::string>> Run::said() const {
  MessageHistory::Counts said;
  std::vector<std::string> not_compared;
  for (const auto& [key, conversation] : conversations_) {
    said.equal += conversation.counts().equal;
    said.repeated += conversation.counts().repeated;
    said.of_pruned += conversation.counts().of_pruned;
    said.without_journal += conversation.counts().without_journal;
    const auto& waiting = conversation.counts().waiting;
    said.waiting.insert(waiting.begin(), waiting.end());
    if (!conversation.compared()) not_compared.push_back(key.value());
  }
  return {std::move(said), std::move(not_compared)};
}

json::object Run::as_json() const {
  const auto [said, not_compared] = this->said();
  json::array differences;
  for (const auto& difference : shown_) {
    differences.push_back({{"where", difference.where},
                           {"replayed", difference.replayed},
                           {"journaled", difference.journaled}});
  }
  return {{"lane", lane_.lane},
          {"file", lane_.file.string()},
          {"exists", true},
          {"equal", different_ == 0},
          {"events", events_},
          {"starts", starts_},
          {"took_ms", took_.count()},
          {"tickets", tickets_},
          {"open", open_.size()},
          {"settled_by_hand", by_hand_.size()},
          {"reports_equal", reports_},
          {"messages",
           {{"equal", said.equal},
            {"repeated", said.repeated},
            {"without_journal", said.without_journal},
            {"not_told_yet", said.waiting.size()}}},
          {"compared_from", std::max(options_.from_event, first_event_)},
          {"starts_without_settings", unsettled_starts_},
          {"sessions_not_compared", json::value_from(not_compared)},
          {"different", different_},
          {"differences", std::move(differences)}};
}

void Run::print() const {
  const auto [said, not_compared] = this->said();
  const auto ms = std::max<std::int64_t>(1, took_.count());
  out_ << "lane " << lane_.lane << ": " << lane_.file.string() << '\n'
       << "  events    " << events_ << ", " << starts_ << " start(s), " << took_.count() << " ms, "
       << events_ * 1000 / ms << " a second\n"
       << "  tickets   " << tickets_ << ", " << open_.size() << " open";
  if (!by_hand_.empty()) out_ << ", " << by_hand_.size() << " of them settled by hand";
  out_ << "\n  reports   " << reports_ << " equal\n  messages  " << said.equal << " equal";
  if (said.repeated > 0) out_ << ", " << said.repeated << " repeated after a reset, equal";
  if (said.of_pruned > 0) out_ << ", " << said.of_pruned << " about tickets that were pruned";
  if (said.without_journal > 0) out_ << ", " << said.without_journal << " told without the journal";
  if (!said.waiting.empty())
    out_ << ", " << said.waiting.size() << " not told yet: their sessions did not take them";
  out_ << '\n';
  if (options_.from_event > 0) out_ << "  compared from event " << options_.from_event << " on\n";
  if (first_event_ > 0) {
    out_ << "  rules     " << std::min(first_event_ - 1, last_event_)
         << " event(s) of an older fixbridge, which decided otherwise, were not compared\n";
  }
  if (was_pruned()) {
    out_ << "  pruned    what was before " << iso_text(pruned_.until) << " is gone";
    if (resting_on_pruned_ > 0) {
      out_ << "; " << resting_on_pruned_ << " refusal(s) rest on it and were not compared";
    }
    out_ << '\n';
  }
  if (unsettled_starts_ > 0) {
    out_ << "  settings  " << unsettled_starts_
         << " start(s) of an older fixbridge did not record theirs: decided by this configuration's\n";
  }
  if (!not_compared.empty()) {
    out_ << "  messages of sessions that are not in this configuration were not compared: "
         << joined(not_compared) << '\n';
  }
  out_ << (different_ == 0 ? "  all equal\n" : "  " + std::to_string(different_) + " DIFFERENT\n");
}

}  // namespace

int replay(const config::Config& config, ReplayOptions options, std::ostream& out) {
  bool equal = true;
  json::array results;
  for (const auto& lane : lane_journals(config)) {
    if (lane.exists()) {
      Run run(lane, options, out);
      equal &= run.run();
      if (options.json) results.push_back(run.as_json());
    } else if (options.json) {
      results.push_back({{"lane", lane.lane}, {"file", lane.file.string()}, {"exists", false}});
    } else {
      out << "lane " << lane.lane << ": no journal at " << lane.file.string() << '\n';
    }
  }
  if (options.json) print(out, results);
  return equal ? 0 : kDifferent;
}

}  // namespace bridge
