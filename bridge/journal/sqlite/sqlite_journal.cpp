#include "journal/sqlite/sqlite_journal.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "journal/log/write_ahead_log.hpp"
#include "journal/sqlite/checkpointer.hpp"
#include "journal/sqlite/cl_ord_id_index.hpp"
#include "journal/sqlite/file.hpp"
#include "journal/sqlite/inspector.hpp"
#include "journal/sqlite/open_ids.hpp"
#include "journal/sqlite/session_states.hpp"
#include "journal/sqlite/table_feeder.hpp"
#include "journal/sqlite/tables.hpp"
#include "journal/text.hpp"

#include <algorithm>
#include <utility>

namespace bridge::journal {
namespace {

// A file that is not there has no bytes.
Room room_of(const std::filesystem::path& journal) {
  Room room;
  std::error_code error;
  for (const char* ending : {"", "-wal", "-shm", "-turns-1", "-turns-2"}) {
    const auto bytes = std::filesystem::file_size(journal.string() + ending, error);
    if (!error) room.used += bytes;
  }
  const auto space = std::filesystem::space(journal, error);
  if (!error) room.free = space.available;
  return room;
}

// A step that a failpoint can make fail as the disk would.
void step(failpoint::Point point) {
  if (failpoint::fails(point)) throw JournalError("failpoint " + std::string(point.name()));
}

class SqliteJournal final : public Journal {
 public:
  SqliteJournal(const Settings& settings, const MakeLog& make_log)
      : file_(settings.file, make_log),
        checkpointer_(file_.path),
        retention_(file_.db, file_.path, settings.retention),
        feeder_(file_.db, checkpointer_, retention_, file_.recorded.last),
        cl_ord_ids_(file_.path),
        inspector_(file_.path) {
    file_.log->begin(file_.recorded.last, file_.identity);
    load();
  }
  ~SqliteJournal() override;

  void append(const order::Event& event, std::string_view evidence) override {
    write([&] {
      step("journal.append");
      insert(event, evidence);
    });
  }
  void close_ticket(const order::Report& report) override {
    write([&] {
      step("journal.close_ticket");
      const std::int64_t at = last_event_us_.value_or(to_us(now()));
      turn_.add(Write::CloseTicket, at, encode(report), row_id(report.ticket));
      open_ids_.close(row_id(report.ticket));
    });
  }
  void settle_ticket(const order::Report& report) override {
    write([&] { turn_.add(Write::SettleTicket, encode(report), row_id(report.ticket)); });
  }
  void forget_ticket(order::TicketId ticket) override {
    write([&] {
      turn_.add(Write::ForgetTicket, last_event_us_.value_or(0), row_id(ticket));
      open_ids_.close(row_id(ticket));
    });
  }
  void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) override {
    write([&] {
      step("journal.store_message");
      turn_.add(Write::Message, session.value(), sessions_.get(session).epoch, msg_seq_num, message);
    });
  }
  void set_numbers(const order::SessionKey& session, SequenceNumbers numbers) override;
  void set_delivered(const order::SessionKey& session, int msg_seq_num) override;
  void reset_session(const order::SessionKey& session, Timestamp at) override;
  void settle_owed(const order::SessionKey& session, const OwedMessage& last) override;

  Commit commit() override;
  const std::string& error() const override { return error_; }
  void roll_back() override;
  bool probe() override;
  std::size_t behind() const override { return feeder_.behind(); }
  Room room() const override { return room_of(file_.path); }
  std::string damage() const override { return inspector_.damage(); }

  order::TicketId next_ticket() override { return order::TicketId(++last_ticket_); }
  std::optional<order::Prior> find_ticket(const order::SessionKey& session, const order::ClOrdId& cl_ord_id,
                                          Timestamp since) override;
  SequenceNumbers numbers(const order::SessionKey& session) override {
    return sessions_.get(session).numbers;
  }
  std::optional<Timestamp> since(const order::SessionKey& session) override;
  int delivered(const order::SessionKey& session) override { return sessions_.get(session).delivered; }
  std::vector<OwedMessage> owed(const order::SessionKey& session, std::size_t limit) override;
  std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session, int begin,
                                                    int end) override;
  std::vector<order::Event> open_events() override;

 private:
  void load();
  void warn_of_gaps() const;
  // Runs a write of the turn.
  template <class Work>
  void write(Work work);
  void insert(const order::Event& event, std::string_view evidence);
  void write_sessions();
  [[nodiscard]] std::int64_t row_id(order::TicketId ticket) const;
  [[nodiscard]] TableFeeder::View view() { return {feeder_, turn_}; }
  [[nodiscard]] Commit append_turn();

  File file_;
  Checkpointer checkpointer_;
  Retention retention_;
  TableFeeder feeder_;  // its thread ends before anything above

  ClOrdIdIndex cl_ord_ids_;
  OpenIds open_ids_;
  Inspector inspector_;

  Turn turn_;
  SessionStates sessions_;
  std::uint64_t last_ticket_ = 0;
  std::optional<std::int64_t> last_event_us_;
  bool failed_ = false;         // a write of this turn
  Commit fate_ = Commit::Done;  // Unknown, Lost: of no use any more
  std::string error_;
};

void SqliteJournal::load() {
  step("journal.load");
  if (file_.recorded.taken > 0) {
    log::info("journal_caught_up", {{"journal", file_.path.string()}, {"turns", file_.recorded.taken}});
  }
  if (file_.recorded.lost > 0) {
    log::error("journal_turns_lost",
               {{"journal", file_.path.string()},
                {"turns", file_.recorded.lost},
                {"remedy",
                 "power was lost, or the record is damaged: look up at the venue what was cancelled in the "
                 "seconds before"}});
  }
  warn_of_gaps();
  auto tables = view();
  // The clock puts a new journal beyond the ids of an older one, and a restart beyond ids that were given
  // while nothing could be written. Should it have gone back, counting goes on.
  last_ticket_ = std::max(tables->last_ticket(), static_cast<std::uint64_t>(to_us(now())));
  for (const auto& [session, life] : tables->lives()) sessions_.load(session, life);
  for (const auto& open : tables->open_ids()) {
    open_ids_.load(open.ticket, hash_of_id(open.session, open.cl_ord_id));
  }
}

// Logs what the files of turns cannot tell by themselves: whether what is not whole was ever committed.
void SqliteJournal::warn_of_gaps() const {
  if (file_.recorded.torn > 0) {
    log::warn(
        "journal_record_torn",
        {{"journal", file_.path.string()},
         {"turn", file_.recorded.torn},
         {"remedy",
          "this turn is not whole in the record. A process killed while it wrote it has never acted on "
          "it: nothing is missing then. If a file was cut or damaged, this turn and those behind it are "
          "missing: look up at the venue what was cancelled in the last seconds before"}});
  }
  if (file_.recorded.cut) {
    log::warn(
        "journal_record_cut",
        {{"journal", file_.path.string()},
         {"last_turn", file_.recorded.last},
         {"remedy",
          "a -turns- file is shorter than the gateway left it: turns behind the last one may be missing. "
          "Look up at the venue what was cancelled in the last seconds before, and check the disk"}});
  }
}

// The journal was closed in peace: nothing is left that the tables lack.
SqliteJournal::~SqliteJournal() {
  if (fate_ && feeder_.finish() && checkpointer_.finish()) file_.log->close();
}

// --- the turn ---

template <class Work>
void SqliteJournal::write(Work work) {
  if (failed_) return;
  try {
    work();
  } catch (const JournalError& cause) {
    failed_ = true;
    error_ = cause.what();
  }
}

void SqliteJournal::insert(const order::Event& event, std::string_view evidence) {
  const std::int64_t at = to_us(event.at);
  std::optional<std::int64_t> ticket;
  if (const auto id = order::ticket_of(event)) ticket = row_id(*id);
  std::optional<std::string_view> proof;
  if (!evidence.empty()) proof = evidence;
  turn_.add(Write::Event, at, ticket, kind_of(event), encode(event), proof);
  last_event_us_ = at;

  // It takes no id away from requests.
  if (const auto* kept = order::session_of_kept(event)) {
    turn_.add(Write::Ticket, ticket, kept->value(), std::string_view{}, at);
    return;
  }
  const auto* requested = std::get_if<order::Requested>(&event.what);
  if (requested == nullptr || !order::opens_ticket(*requested)) return;
  const std::string& session = order::session_of(requested->command).value();
  // What asks about orders, and the gateway's own cancels, take no id away from other requests.
  const bool without_id =
      order::is_question(requested->command) || order::cl_ord_id_of(requested->command).empty();
  if (without_id) {
    turn_.add(Write::Ticket, ticket, session, std::string_view{}, at);
    return;
  }
  const std::string& cl_ord_id = order::cl_ord_id_of(requested->command);
  turn_.add(Write::Ticket, ticket, session, cl_ord_id, at);
  const std::uint64_t id = hash_of_id(session, cl_ord_id);
  cl_ord_ids_.add(id, event.at);
  open_ids_.open(*ticket, id);
}

std::optional<Timestamp> SqliteJournal::since(const order::SessionKey& session) {
  const auto since_us = sessions_.get(session).since_us;
  return since_us ? std::optional(from_us(*since_us)) : std::nullopt;
}

void SqliteJournal::set_numbers(const order::SessionKey& session, SequenceNumbers numbers) {
  SessionState life = sessions_.get(session);
  if (life.numbers == numbers) return;
  life.numbers = numbers;
  sessions_.set(session, life);
}

void SqliteJournal::set_delivered(const order::SessionKey& session, int msg_seq_num) {
  SessionState life = sessions_.get(session);
  if (life.delivered == msg_seq_num) return;
  life.delivered = msg_seq_num;
  sessions_.set(session, life);
}

void SqliteJournal::reset_session(const order::SessionKey& session, Timestamp at) {
  const SessionState past = sessions_.get(session);
  std::optional<std::int64_t> owed_after;
  if (past.delivered < past.numbers.next_sender - 1) owed_after = past.delivered;
  write([&] {
    turn_.add(Write::ArchiveSession, session.value(), past.epoch, past.numbers.next_sender,
              past.numbers.next_target, past.since_us, to_us(at), owed_after);
  });
  sessions_.set(session, SessionState{.epoch = past.epoch + 1,
                                      .numbers = {},
                                      .since_us = to_us(at),
                                      .delivered = 0,
                                      .owes = past.owes || owed_after});
}

void SqliteJournal::settle_owed(const order::SessionKey& session, const OwedMessage& last) {
  SessionState life = sessions_.get(session);
  write([&] {
    turn_.add(Write::SettleOwed, session.value(), last.epoch, last.msg_seq_num);
    life.owes = view()->owes(session);
  });
  sessions_.set(session, life);
}

Commit SqliteJournal::commit() {
  if (!fate_) return fate_;
  if (sessions_.changed()) write([&] { write_sessions(); });
  const bool writes = !turn_.empty() && !failed_;
  if (writes) fate_ = append_turn();
  if (!fate_ && fate_ != Commit::Failed) return fate_;
  if (failed_ || std::exchange(fate_, Commit::Done) == Commit::Failed) {
    roll_back();
    return Commit::Failed;
  }
  if (writes) feeder_.add(file_.log->last(), turn_.bytes());
  turn_.clear();
  sessions_.keep();
  open_ids_.keep();
  error_.clear();
  if (writes) failpoint::pass("journal.committed");
  return Commit::Done;
}

Commit SqliteJournal::append_turn() {
  error_ = feeder_.trouble();
  if (!error_.empty()) return Commit::Failed;
  const Commit appended = file_.log->append(turn_.bytes(), checkpointer_.settled());
  if (!appended) error_ = file_.log->error();
  return appended;
}

void SqliteJournal::roll_back() {
  turn_.clear();
  failed_ = false;
  sessions_.restore();
  open_ids_.restore();
}

void SqliteJournal::write_sessions() {
  step("journal.numbers");
  sessions_.each_changed([this](const order::SessionKey& session, const SessionState& life) {
    turn_.add(Write::Session, session.value(), life.epoch, life.numbers.next_sender, life.numbers.next_target,
              life.since_us, life.delivered);
  });
}

bool SqliteJournal::probe() {
  if (!turn_.empty() || failed_) return false;
  write([&] {
    step("journal.probe");
    if (!feeder_.feed()) throw JournalError(feeder_.failure());
    if (!file_.log->probe()) throw JournalError(file_.log->error());
  });
  return !std::exchange(failed_, false);
}

// --- reads ---

std::optional<order::Prior> SqliteJournal::find_ticket(const order::SessionKey& session,
                                                       const order::ClOrdId& cl_ord_id, Timestamp since) {
  step("journal.find_ticket");
  const std::uint64_t id = hash_of_id(session.value(), cl_ord_id.value());
  if (!open_ids_.has(id) && !cl_ord_ids_.maybe(id, since)) return std::nullopt;
  return view()->find_ticket(session, cl_ord_id, since);
}

std::vector<std::pair<int, std::string>> SqliteJournal::messages(const order::SessionKey& session, int begin,
                                                                 int end) {
  return view()->messages(session, sessions_.get(session).epoch, begin, end);
}

std::vector<OwedMessage> SqliteJournal::owed(const order::SessionKey& session, std::size_t limit) {
  if (!sessions_.get(session).owes) return {};
  return view()->owed(session, limit);
}

std::vector<order::Event> SqliteJournal::open_events() {
  step("journal.read_open");
  return view()->open_events();
}

std::int64_t SqliteJournal::row_id(order::TicketId ticket) const {
  if (std::in_range<std::int64_t>(ticket.value())) return static_cast<std::int64_t>(ticket.value());
  throw JournalError(file_.db.file() + ": ticket " + std::to_string(ticket.value()) +
                     " is larger than a row id may be: ids come from next_ticket()");
}

}  // namespace

std::unique_ptr<Journal> open_sqlite(const Settings& settings) {
  return open_sqlite(settings, [&](const std::filesystem::path& journal, std::int64_t identity) {
    return std::make_unique<WriteAheadLog>(journal, identity, settings.durability == Durability::Disk);
  });
}

std::unique_ptr<Journal> open_sqlite(const Settings& settings, const MakeLog& make_log) {
  return std::make_unique<SqliteJournal>(settings, make_log);
}

}  // namespace bridge::journal
