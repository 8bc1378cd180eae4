#include "memory_journal.hpp"

#include "journal/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace bridge::simulation {
namespace {

// As the real journal reads what it has written.
order::Event through_text(const order::Event& event) {
  auto read = journal::decode_event(journal::encode(event));
  if (!read) throw std::logic_error("an event cannot be read again: " + read.error().what);
  return std::move(*read);
}

order::Report through_text(const order::Report& report) {
  auto read = journal::decode_report(journal::encode(report));
  if (!read) throw std::logic_error("a report cannot be read again: " + read.error().what);
  return std::move(*read);
}

}  // namespace

MemoryJournal::MemoryJournal(World& world, Disk& disk, Trouble& trouble, Judge& judge)
    : world_(world), disk_(disk), trouble_(trouble), judge_(judge) {
  const std::uint64_t highest = disk_.events.empty() ? 0 : [&] {
    std::uint64_t last = 0;
    for (const auto& row : disk_.events) last = std::max(last, row.ticket ? row.ticket->value() : 0);
    return last;
  }();
  last_ticket_ = std::max(highest, static_cast<std::uint64_t>(to_us(world_.our_clock())));
  trouble_.until_restart = false;
}

MemoryJournal::~MemoryJournal() { undo(); }

template <class Value>
void MemoryJournal::change(Value& value, std::type_identity_t<Value> to) {
  undo_.push_back([&value, before = value] { value = before; });
  value = std::move(to);
  disk_.in_turn = true;
}

bool MemoryJournal::writable() const {
  return !trouble_.until_restart && world_.now() >= trouble_.writes_until;
}

void MemoryJournal::check_readable() const {
  if (trouble_.reads_fail && world_.now() < trouble_.writes_until) {
    throw journal::JournalError("the disk cannot be read");
  }
}

void MemoryJournal::undo() {
  for (auto step = undo_.rbegin(); step != undo_.rend(); ++step) (*step)();
  undo_.clear();
  disk_.in_turn = false;
}

// ---- the turn ----

void MemoryJournal::append(const order::Event& event, std::string_view) {
  world_.point("journal.append");
  if (trouble_.append_fails > 0) {
    --trouble_.append_fails;
    failed_ = true;
    error_ = "the disk is full";
  }
  if (failed_) return;
  const auto ticket = order::ticket_of(event);
  undo_.push_back([this] { disk_.events.pop_back(); });
  disk_.in_turn = true;
  disk_.events.push_back({trouble_.through_text ? through_text(event) : event, ticket});
  judge_.appended(event);

  const auto open = [&, at = event.at](const order::SessionKey& session, const order::ClOrdId& cl_ord_id) {
    const auto key = std::pair{session, cl_ord_id};
    undo_.push_back([this, id = *ticket, key] {
      disk_.tickets.erase(id);
      disk_.by_cl_ord_id[key].pop_back();
    });
    disk_.tickets[*ticket] = {session, cl_ord_id, at, std::nullopt, false};
    disk_.by_cl_ord_id[key].push_back(*ticket);
  };
  if (const auto* kept = order::session_of_kept(event)) return open(*kept, order::ClOrdId{""});
  const auto* requested = std::get_if<order::Requested>(&event.what);
  if (requested == nullptr || !order::opens_ticket(*requested)) return;
  const bool question = order::is_question(requested->command);
  open(order::session_of(requested->command),
       order::ClOrdId{question ? "" : order::cl_ord_id_of(requested->command)});
}

void MemoryJournal::close_ticket(const order::Report& report) {
  world_.point("journal.close_ticket");
  const auto entry = disk_.tickets.find(report.ticket);
  if (failed_ || entry == disk_.tickets.end() || entry->second.closed) return;
  Disk::Ticket closed = entry->second;
  closed.final_report = trouble_.through_text ? through_text(report) : report;
  closed.closed = true;
  change(entry->second, std::move(closed));
  judge_.closed(report.ticket);
}

void MemoryJournal::settle_ticket(const order::Report& report) {
  world_.point("journal.settle_ticket");
  const auto entry = disk_.tickets.find(report.ticket);
  if (failed_ || entry == disk_.tickets.end() || entry->second.closed) return;
  Disk::Ticket settled = entry->second;
  settled.final_report = report;
  change(entry->second, std::move(settled));
}

void MemoryJournal::forget_ticket(order::TicketId ticket) {
  const auto entry = disk_.tickets.find(ticket);
  if (failed_ || entry == disk_.tickets.end()) return;
  Disk::Ticket forgotten = entry->second;
  forgotten.closed = true;
  change(entry->second, std::move(forgotten));
  judge_.closed(ticket);
}

void MemoryJournal::store_message(const order::SessionKey& session, int msg_seq_num,
                                  std::string_view message) {
  world_.point("journal.store_message");
  if (failed_) return;
  change(disk_.messages[{session, disk_.sessions[session].epoch, msg_seq_num}], std::string(message));
}

void MemoryJournal::set_numbers(const order::SessionKey& session, SequenceNumbers numbers) {
  world_.point("journal.set_numbers");
  Disk::Session life = disk_.sessions[session];
  life.numbers = numbers;
  change(disk_.sessions[session], life);
}

void MemoryJournal::set_delivered(const order::SessionKey& session, int msg_seq_num) {
  change(disk_.sessions[session].delivered, msg_seq_num);
}

void MemoryJournal::reset_session(const order::SessionKey& session, Timestamp) {
  world_.point("journal.reset_session");
  Disk::Session life = disk_.sessions[session];
  for (const auto& [number, message] : messages(session, life.delivered + 1, life.numbers.next_sender)) {
    life.owed.push_back({life.epoch, number, message});
  }
  ++life.epoch;
  life.numbers = {};
  life.delivered = 0;
  life.since = world_.our_clock();
  change(disk_.sessions[session], life);
}

void MemoryJournal::settle_owed(const order::SessionKey& session, const OwedMessage& last) {
  auto left = disk_.sessions[session].owed;
  std::erase_if(left, [&](const OwedMessage& owed) {
    return std::pair{owed.epoch, owed.msg_seq_num} <= std::pair{last.epoch, last.msg_seq_num};
  });
  change(disk_.sessions[session].owed, left);
}

void MemoryJournal::settle() {
  undo_.clear();
  disk_.in_turn = false;
  error_.clear();
  judge_.committed();
}

journal::Commit MemoryJournal::commit() {
  world_.point("journal.commit");
  if (!undo_.empty() && !writable()) {
    failed_ = true;
    error_ = "the disk takes no writes";
  }
  if (failed_) {
    world_.note("journal", "commit fails: ", error_);
    roll_back();
    return journal::Commit::Failed;
  }
  if (!undo_.empty() && std::exchange(trouble_.unknown, false)) {
    world_.note("journal", "nobody knows whether the turn is committed; it is ",
                trouble_.written ? "" : "not");
    trouble_.written ? settle() : roll_back();
    error_ = "the log does not answer";
    return journal::Commit::Unknown;
  }
  settle();
  world_.point("journal.committed");
  return journal::Commit::Done;
}

void MemoryJournal::roll_back() {
  undo();
  failed_ = false;
  judge_.rolled_back();
}

bool MemoryJournal::probe() {
  world_.point("journal.probe");
  return undo_.empty() && !failed_ && writable();
}

// ---- reads ----

std::optional<order::Prior> MemoryJournal::find_ticket(const order::SessionKey& session,
                                                       const order::ClOrdId& cl_ord_id, Timestamp since) {
  world_.point("journal.find_ticket");
  check_readable();
  const auto found = disk_.by_cl_ord_id.find({session, cl_ord_id});
  if (found == disk_.by_cl_ord_id.end() || found->second.empty()) return std::nullopt;
  const auto last = *std::max_element(found->second.begin(), found->second.end());
  const auto& ticket = disk_.tickets.at(last);
  if (ticket.closed && ticket.opened < since) return std::nullopt;
  return order::Prior{last, ticket.final_report};
}

SequenceNumbers MemoryJournal::numbers(const order::SessionKey& session) {
  const auto life = disk_.sessions.find(session);
  return life == disk_.sessions.end() ? SequenceNumbers{} : life->second.numbers;
}

std::optional<Timestamp> MemoryJournal::since(const order::SessionKey& session) {
  const auto life = disk_.sessions.find(session);
  return life == disk_.sessions.end() ? std::nullopt : life->second.since;
}

std::vector<std::pair<int, std::string>> MemoryJournal::messages(const order::SessionKey& session, int begin,
                                                                 int end) {
  check_readable();
  std::vector<std::pair<int, std::string>> found;
  const int epoch = disk_.sessions[session].epoch;
  for (auto row = disk_.messages.lower_bound({session, epoch, begin});
       row != disk_.messages.end() && row->first <= std::tuple{session, epoch, end}; ++row) {
    found.emplace_back(std::get<2>(row->first), row->second);
  }
  return found;
}

int MemoryJournal::delivered(const order::SessionKey& session) {
  const auto life = disk_.sessions.find(session);
  return life == disk_.sessions.end() ? 0 : life->second.delivered;
}

std::vector<OwedMessage> MemoryJournal::owed(const order::SessionKey& session, std::size_t limit) {
  auto owed = disk_.sessions[session].owed;
  if (owed.size() > limit) owed.resize(limit);
  return owed;
}

// As journal/sqlite/sqlite_journal.cpp: of the events without a ticket those since the start before the
// oldest open ticket, and the last link event before that.
std::vector<order::Event> MemoryJournal::open_events() {
  world_.point("journal.open_events");
  check_readable();
  const auto& rows = disk_.events;
  const auto is_open = [&](const Disk::Row& row) {
    if (!row.ticket) return false;
    const auto entry = disk_.tickets.find(*row.ticket);
    return entry != disk_.tickets.end() && !entry->second.closed;
  };
  // What is kept does not bring back the links of its time.
  const auto first = std::find_if(rows.begin(), rows.end(), [&](const Disk::Row& row) {
    return is_open(row) && order::session_of_kept(row.event) == nullptr;
  });
  const auto last_before = [&](auto end, bool restarted) {
    for (auto row = end; row != rows.begin();) {
      --row;
      if (!row->ticket && std::holds_alternative<order::Restarted>(row->event.what) == restarted) return row;
    }
    return rows.end();
  };
  auto since = rows.end();
  if (const auto start = last_before(first, true); start != rows.end()) since = last_before(start, false);
  if (since == rows.end()) since = rows.begin();

  std::vector<order::Event> events;
  for (auto row = rows.begin(); row != rows.end(); ++row) {
    const bool of_none = first != rows.end() && row >= since;
    if (row->ticket ? is_open(*row) : of_none) events.push_back(row->event);
  }
  return events;
}

bool MemoryEmergencyNumbers::write(const std::map<order::SessionKey, SequenceNumbers>& numbers) {
  world_.point("emergency_numbers.write");
  if (trouble_.reserve_fails && world_.now() < trouble_.writes_until) return false;
  disk_.emergency_numbers = numbers;
  if (!numbers.empty()) judge_.reserved();
  world_.point("emergency_numbers.written");
  return true;
}

}  // namespace bridge::simulation
