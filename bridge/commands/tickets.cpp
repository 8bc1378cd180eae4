#include "commands/tickets.hpp"

#include "commands/answer.hpp"
#include "commands/lane_journal.hpp"
#include "commands/table.hpp"
#include "commands/ticket_story.hpp"
#include "journal/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace bridge {
namespace {

namespace json = boost::json;
using State = TicketStory::State;

constexpr int kNeedsAttention = 3;
constexpr int kClosedMax = 1000;  // of each lane

using Stories = std::map<order::TicketId, TicketStory>;

// Goes the way of a start: the open tickets' events go through new blotters.
void follow(const LaneJournal& lane, const std::vector<journal::EventRow>& events, Stories& stories) {
  order::AccountBlotters blotters(lane.accounts);
  for (const auto& row : events) {
    const order::Event event = event_of(row, lane.file);
    const auto ticket = order::ticket_of(event);
    if (order::session_of_kept(event) != nullptr) {
      stories[*ticket].kept = true;
    } else if (ticket) {
      stories[*ticket].follow(event);
    } else if (const auto* restarted = std::get_if<order::Restarted>(&event.what)) {
      for (auto& [id, story] : stories) {
        const bool own = restarted->account.value().empty() || restarted->account.value() == story.account;
        if (own) story.follow(event);
      }
    }
    blotters.decide(event, [&](std::size_t place, const std::vector<order::Effect>& effects) {
      for (const auto& effect : effects) {
        const auto story = stories.find(ticket_of(effect));
        if (story == stories.end()) continue;
        story->second.account = blotters.name(place).value();
        story->second.follow(event, effect);
      }
    });
  }
}

TicketStory closed_story(const journal::TicketRow& row) {
  TicketStory story;
  story.ticket = row.ticket;
  story.session = row.session.value();
  story.cl_ord_id = row.cl_ord_id;
  story.since = row.opened;
  story.state = State::Closed;
  const auto report = journal::decode_report(row.final_report);
  if (!report) {
    story.why = "its report cannot be read: " + report.error().what;
    return story;
  }
  story.order_id = report->order_id;
  story.orig_cl_ord_id = report->orig_cl_ord_id;
  story.symbol = report->symbol;
  story.why = report->kind == order::ReportKind::Canceled ? "canceled" : report->text;
  return story;
}

bool needs_attention(const TicketStory& story) { return story.needs_attention.has_value(); }
// Nothing is wrong with it.
bool is_quiet(const TicketStory& story) {
  return story.state == State::Question || (story.state == State::Live && !needs_attention(story));
}

// A gateway that does not run calls for nobody: what has been open for too long needs attention all the same.
void call_late(TicketStory& story, const LaneJournal& lane, Timestamp at) {
  const bool undecided = story.state == State::Waiting || story.state == State::InDoubt;
  if (story.needs_attention || !undecided) return;
  const auto account =
      std::ranges::find(lane.accounts, story.account,
                        [](const order::AccountBlotters::Account& own) { return own.name.value(); });
  if (account == lane.accounts.end()) return;
  const Timestamp due = story.since + account->settings.needs_attention_after;
  if (due <= at) story.needs_attention = due;
}

std::vector<TicketStory> stories_of(const LaneJournal& lane, const TicketsOptions& options, Timestamp at) {
  journal::Reader reader(lane.file);
  warn_of_missing_turns(reader, lane);
  std::vector<journal::TicketRow> open;
  std::vector<journal::EventRow> events;
  std::vector<journal::TicketRow> closed;
  {
    const journal::Reader::Snapshot snapshot(reader);
    open = reader.open_tickets();
    events = reader.open_events();
    if (options.all) closed = reader.closed_tickets(kClosedMax);
  }
  Stories stories;
  follow(lane, events, stories);
  std::vector<TicketStory> wanted;
  for (const auto& row : open) {
    TicketStory story = stories[row.ticket];
    if (story.kept) continue;
    call_late(story, lane, at);
    if (options.needs_attention ? !needs_attention(story) : !options.all && is_quiet(story)) continue;
    wanted.push_back(std::move(story));
  }
  for (const auto& row : closed) {
    const bool was_kept = row.cl_ord_id.empty() && row.final_report.empty();
    if (!was_kept) wanted.push_back(closed_story(row));
  }
  return wanted;
}

// Writes a time in two units, which are enough: "2 d 3 h", "5 min 2 s".
std::string age_text(microseconds age) {
  constexpr std::pair<std::int64_t, const char*> kUnits[] = {
      {86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
  std::int64_t left = std::max<std::int64_t>(0, std::chrono::duration_cast<seconds>(age).count());
  std::string text;
  int units = 0;
  for (const auto& [length, name] : kUnits) {
    if (left < length && units == 0 && length > 1) continue;
    if (units++ == 2) break;
    text += (text.empty() ? "" : " ") + std::to_string(left / length) + " " + name;
    left %= length;
  }
  return text;
}

std::string counted(int count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

Table::Cell tagged(int tag, const std::string& value) {
  if (value.empty()) return {};
  return {std::to_string(tag) + "=" + value};
}

Table::Cell joined(std::vector<Table::Cell> cells) {
  Table::Cell lines;
  for (auto& cell : cells) lines.insert(lines.end(), cell.begin(), cell.end());
  return lines;
}

void add_row(Table& table, const LaneJournal& lane, const TicketStory& story, Timestamp at) {
  const bool closed = story.state == State::Closed;
  Table::Cell state{sentence(story)};
  if (story.needs_attention) state.push_back("NEEDS ATTENTION since " + iso_text(*story.needs_attention));
  if (story.told_pending && !closed) state.push_back("the client was told 150=6");
  Table::Cell attempts;
  if (!closed) {
    attempts = {counted(story.cancels, "cancel", "cancels"), counted(story.queries, "query", "queries")};
  }
  Table::Cell last;
  if (story.last_word_at) last = {story.last_word, iso_text(*story.last_word_at)};
  table.row(
      {{std::to_string(story.ticket.value()), lane.lane, story.account == lane.lane ? "" : story.account},
       joined({{story.session}, tagged(11, story.cl_ord_id)}),
       joined({{story.symbol}, tagged(37, story.order_id), tagged(41, story.orig_cl_ord_id)}),
       {iso_text(story.since), closed ? "" : age_text(at - story.since) + " ago"},
       state,
       attempts,
       last});
}

json::object as_json(const LaneJournal& lane, const TicketStory& story, Timestamp at) {
  json::object object{{"ticket", story.ticket.value()},
                      {"lane", lane.lane},
                      {"account", story.account},
                      {"session", story.session},
                      {"cl_ord_id", story.cl_ord_id},
                      {"order_id", story.order_id},
                      {"orig_cl_ord_id", story.orig_cl_ord_id},
                      {"symbol", story.symbol},
                      {"since", iso_text(story.since)},
                      {"age_ms", std::chrono::duration_cast<milliseconds>(at - story.since).count()},
                      {"state", word_of(story.state)},
                      {"why", story.why},
                      {"cancels", story.cancels},
                      {"queries", story.queries},
                      {"needs_attention", needs_attention(story)}};
  if (story.needs_attention) object["needs_attention_since"] = iso_text(*story.needs_attention);
  if (story.told_pending) object["told_pending_at"] = iso_text(*story.told_pending);
  if (story.last_word_at) {
    object["venue_said"] = story.last_word;
    object["venue_said_at"] = iso_text(*story.last_word_at);
  }
  return object;
}

}  // namespace

int tickets(const config::Config& config, TicketsOptions options, std::ostream& out) {
  const Timestamp at = now();
  Table table({"ticket", "session", "order", "since", "state", "attempts", "the venue said last"});
  json::array list;
  std::size_t listed = 0;
  std::size_t urgent = 0;
  for (const auto& lane : lane_journals(config)) {
    if (!lane.exists()) continue;  // it has never run
    for (const auto& story : stories_of(lane, options, at)) {
      ++listed;
      urgent += needs_attention(story) ? 1 : 0;
      if (options.json) {
        list.push_back(as_json(lane, story, at));
      } else {
        add_row(table, lane, story, at);
      }
    }
    const auto gateway = lane.gateway();
    if (!options.json) {
      out << "lane " << lane.lane << ": "
          << (gateway ? "its gateway runs, process " + *gateway : "no gateway runs") << '\n';
    }
  }
  if (options.json) {
    print(out, list);
  } else {
    if (listed > 0) table.print(out << '\n', options.colour);
    out << '\n' << listed << " ticket(s), " << urgent << " need(s) attention\n";
  }
  return urgent > 0 ? kNeedsAttention : 0;
}

}  // namespace bridge
