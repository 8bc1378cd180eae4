// A journal's files, and the JSON in them: any bytes. What the operator's commands and a start read of them
// is rows, turns or a JournalError.
//
// An input is a SQLite file, the text of an event or of a report, a file of the record behind "turns:", or
// the writes of a turn behind "writes:".
#include "fuzz/target.hpp"
#include "journal/log/turn.hpp"
#include "journal/log/write_ahead_log.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/text.hpp"

#include <cstring>
#include <string>
#include <variant>

namespace bridge::fuzz {
namespace {

constexpr int kRows = 50;

// What was read is written the same way from then on.
void read_text(std::string_view text) {
  if (const auto event = journal::decode_event(text)) {
    const std::string once = journal::encode(*event);
    const auto again = journal::decode_event(once);
    check(again && journal::encode(*again) == once, "an event is read as it is written");
    check(!journal::kind_of(*event).empty(), "an event has a kind");
  }
  if (const auto report = journal::decode_report(text)) {
    const std::string once = journal::encode(*report);
    const auto again = journal::decode_report(once);
    check(again && journal::encode(*again) == once, "a report is read as it is written");
  }
}

void read_events(journal::Reader& reader) {
  std::int64_t last = 0;
  for (const auto& event : reader.events(0, reader.last_event(), kRows)) {
    check(event.id > last, "events ascend");
    last = event.id;
    read_text(event.body);
  }
  for (const auto& event : reader.open_events()) read_text(event.body);
}

void read_tickets(journal::Reader& reader) {
  for (const auto& ticket : reader.open_tickets()) {
    for (const auto& event : reader.events_of(ticket.ticket, kRows)) read_text(event.body);
    static_cast<void>(reader.ticket(ticket.ticket));
  }
  for (const auto& ticket : reader.closed_tickets(kRows)) {
    read_text(ticket.final_report);
    static_cast<void>(reader.tickets_of(ticket.session, ticket.cl_ord_id, kRows));
  }
  static_cast<void>(reader.count_tickets());
  static_cast<void>(reader.tickets_without_events(0, kRows));
}

void read_messages(journal::Reader& reader) {
  for (const auto& session : reader.sessions()) {
    const auto until = reader.last_message(session);
    auto last = journal::MessagePlace{};
    for (const auto& message : reader.messages(session, {}, until, kRows)) {
      check(message.place > last, "messages ascend");
      last = message.place;
    }
  }
}

void read_file(const std::filesystem::path& file) {
  try {
    journal::Reader reader(file);
    const journal::Reader::Snapshot snapshot(reader);
    read_events(reader);
    read_tickets(reader);
    read_messages(reader);
  } catch (const journal::JournalError& error) {
    check(std::string_view(error.what()).starts_with(file.string()), "an error names the file");
  }
}

void read_writes(std::string_view bytes) {
  try {
    journal::Writes writes(bytes);
    while (writes.next()) {
      for (const auto& value : writes.values()) {
        const auto* text = std::get_if<std::string_view>(&value);
        check(text == nullptr || text->size() <= bytes.size(), "a text is part of the turn");
      }
    }
  } catch (const journal::JournalError&) {
  }
}

// A file of turns as it was left on a disk.
void read_turns(const std::filesystem::path& journal, std::string_view bytes) {
  std::int64_t identity = 0;
  if (bytes.size() >= sizeof identity) std::memcpy(&identity, bytes.data(), sizeof identity);
  std::uint64_t taken = 0;
  try {
    const auto found = journal::WriteAheadLog(journal, identity, false).read(0, [&](std::string_view turn) {
      ++taken;
      read_writes(turn);
    });
    check(found.taken == taken && found.last >= taken, "every turn is counted");
  } catch (const journal::JournalError& error) {
    check(std::string_view(error.what()).starts_with(journal.string()), "an error names the file");
  }
  (void)journal::last_logged(journal, identity);
}

constexpr std::string_view kTurns = "turns:";
constexpr std::string_view kWrites = "writes:";

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  const std::string_view bytes = text_of(data, size);
  if (bytes.starts_with("SQLite format 3")) {
    static Scratch scratch("lane.db");
    read_file(scratch.write(bytes));
  } else if (bytes.starts_with(kTurns)) {
    static Scratch scratch("record.db-turns-1");
    const std::string file = scratch.write(bytes.substr(kTurns.size())).string();
    read_turns(file.substr(0, file.size() - std::string_view("-turns-1").size()),
               bytes.substr(kTurns.size()));
  } else if (bytes.starts_with(kWrites)) {
    read_writes(bytes.substr(kWrites.size()));
  } else {
    read_text(bytes);
  }
  return 0;
}
