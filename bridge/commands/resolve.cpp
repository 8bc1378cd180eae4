#include "commands/resolve.hpp"

#include "base/text.hpp"
#include "commands/lane_journal.hpp"
#include "journal/text.hpp"
#include "lane/inbox.hpp"
#include "ops/report_outcome.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace bridge {
namespace {

constexpr int kNothingSettled = 1;
constexpr int kNotUnderstood = 2;
constexpr seconds kUntilTaken{5};
constexpr milliseconds kBetweenLooks{50};
constexpr int kEventsOfTicketMax = 10000;  // of one ticket

// What became of the request is a word for programs, and for people why, or what is next.
struct Ending {
  const char* word;
  std::string text;
  int exit_code = kNothingSettled;
};

// Tells how a ticket was settled by hand; nothing when it was not.
std::optional<order::Event> settled_by_hand(journal::Reader& reader, const LaneJournal& lane,
                                            order::TicketId ticket) {
  std::optional<order::Event> last;
  for (const auto& row : reader.events_of(ticket, kEventsOfTicketMax)) {
    if (row.kind == "resolved") last = event_of(row, lane.file);
  }
  return last;
}

// The venue has contradicted what was settled by hand, and the client has been told.
bool is_contradicted(const journal::TicketRow& row) {
  const auto report = journal::decode_report(row.final_report);
  return report && report->unsolicited;
}

std::string told(const order::Event& event) {
  const auto& resolved = std::get<order::Resolved>(event.what);
  return std::string("as ") + word_of(resolved.as) + " by " + resolved.who + ", " + iso_text(event.at) +
         ": " + resolved.why;
}

std::string ending_of(const journal::TicketRow& row) {
  const auto report = journal::decode_report(row.final_report);
  if (!report) return "its report cannot be read: " + report.error().what;
  return report->kind == order::ReportKind::Canceled ? "canceled" : report->text;
}

// Tells why there is nothing to settle; nothing when there is.
std::optional<Ending> closed_already(journal::Reader& reader, const LaneJournal& lane,
                                     const journal::TicketRow& row) {
  const std::string name = "ticket " + std::to_string(row.ticket.value());
  if (row.cl_ord_id.empty()) return Ending{"question", name + " is a question (35=H): it ends by itself"};
  if (row.closed) {
    return Ending{"closed_already",
                  name + " is closed already, " + iso_text(*row.closed) + ": " + ending_of(row)};
  }
  if (is_contradicted(row)) return std::nullopt;
  const auto by_hand = settled_by_hand(reader, lane, row.ticket);
  if (!by_hand) return std::nullopt;
  return Ending{"settled_already", name + " was settled by hand already, " + told(*by_hand)};
}

// The lanes that have this ticket.
std::vector<LaneJournal> lanes_with(const config::Config& config, const ResolveOptions& options) {
  std::vector<LaneJournal> found;
  for (auto& lane : lane_journals(config)) {
    if (!lane.exists() || (!options.lane.empty() && lane.lane != options.lane)) continue;
    if (journal::Reader(lane.file).ticket(order::TicketId(options.ticket))) found.push_back(std::move(lane));
  }
  return found;
}

// Waits for the lane to take the request.
Ending await(const LaneJournal& lane, const std::filesystem::path& request, order::TicketId ticket) {
  const auto deadline = std::chrono::steady_clock::now() + kUntilTaken;
  while (std::filesystem::exists(request)) {
    if (std::chrono::steady_clock::now() >= deadline) {
      return {"not_taken",
              "not taken within " + std::to_string(kUntilTaken.count()) + " s: it stays queued as " +
                  request.string() +
                  "; remove that file to take it back, see /ready and the log for what holds the gateway up"};
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
  journal::Reader reader(lane.file);
  const auto row = reader.ticket(ticket);
  const auto by_hand = settled_by_hand(reader, lane, ticket);
  const std::string name = "ticket " + std::to_string(ticket.value());
  if (row && row->closed && by_hand && is_contradicted(*row)) {
    return {"noted", "noted: " + name + " is closed; the client keeps what the venue said", 0};
  }
  if (by_hand) {
    return {
        "settled",
        "settled: " + name + " " + told(*by_hand) +
            "\nThe client was told. The venue is still being asked; should it say otherwise, the client is "
            "told that too.",
        0};
  }
  const auto closed = row ? closed_already(reader, lane, *row) : std::nullopt;
  return closed.value_or(Ending{"refused", "the gateway did not take it: its log says why"});
}

std::string wrong_usage(const ResolveOptions& options) {
  if (options.why.empty()) return "--why: say on what grounds; the client and the journal are told";
  if (options.why.size() > kWhyLimit) {
    return "--why: " + std::to_string(options.why.size()) + " characters; at most " +
           std::to_string(kWhyLimit);
  }
  if (clean_text(options.why, kWhyLimit) != options.why) return "--why: printable ASCII only";
  if (options.who.size() > kWhoLimit || clean_text(options.who, kWhoLimit) != options.who) {
    return "--who: printable ASCII only, at most " + std::to_string(kWhoLimit) + " characters";
  }
  return "";
}

Ending settle(const config::Config& config, const ResolveOptions& options, const LaneJournal& lane) {
  const order::TicketId ticket(options.ticket);
  {
    journal::Reader reader(lane.file);
    const auto row = reader.ticket(ticket);
    const auto closed = row ? closed_already(reader, lane, *row) : std::nullopt;
    if (closed) return *closed;
  }
  const auto dir = inbox_of(config.journal_dir);
  put_request(dir, lane.lane, {ticket, options.as, options.who, options.why, {}});
  const auto request = request_path(dir, lane.lane, ticket);
  if (!lane.gateway()) {
    return {"queued", "queued: no gateway runs on this journal; the next start takes " + request.string(), 0};
  }
  return await(lane, request, ticket);
}

}  // namespace

int resolve(const config::Config& config, const ResolveOptions& options, Streams streams) {
  const std::string wrong = wrong_usage(options);
  if (!wrong.empty()) return fail(kNotUnderstood, {wrong}, options.json, streams);
  const auto lanes = lanes_with(config, options);
  if (lanes.size() > 1) {
    std::string several =
        "ticket " + std::to_string(options.ticket) + " is in several lanes: name one of them with --lane:";
    for (const auto& lane : lanes) several += ' ' + lane.lane;
    return fail(kNotUnderstood, {several}, options.json, streams);
  }
  const Ending ending = lanes.empty()
                            ? Ending{"no_such_ticket", "no such ticket: " + std::to_string(options.ticket) +
                                                           "; fixbridge tickets lists what is open"}
                            : settle(config, options, lanes.front());
  if (options.json) {
    print(streams.out, {{"ticket", options.ticket},
                        {"lane", lanes.empty() ? options.lane : lanes.front().lane},
                        {"result", ending.word},
                        {"text", ending.text}});
  } else {
    streams.out << ending.text << '\n';
  }
  return ending.exit_code;
}

}  // namespace bridge
