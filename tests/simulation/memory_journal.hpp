// The journal of one life of the process over the disk that outlives it. A turn's writes are undone when it
// is rolled back, and when the process dies before the commit. Fails as the disk does: see Trouble.
#pragma once

#include "disk.hpp"
#include "journal/log/emergency_numbers.hpp"
#include "judge.hpp"
#include "world.hpp"

#include <functional>
#include <type_traits>

namespace bridge::simulation {

// What is wrong with the disk.
struct Trouble {
  Timestamp writes_until{};    // until then no write succeeds
  bool reads_fail = false;     // meanwhile reads throw
  bool reserve_fails = false;  // meanwhile the reserve takes nothing
  bool until_restart = false;  // a sync failed: no write before the next life
  bool unknown = false;        // the log does not say whether the next turn was committed …
  bool written = false;        // … and it was
  int append_fails = 0;        // so many appends fail, and with them their turns
  bool through_text = false;   // events and reports are written as text and read again
};

class MemoryJournal final : public journal::Journal {
 public:
  MemoryJournal(World& world, Disk& disk, Trouble& trouble, Judge& judge);
  ~MemoryJournal() override;
  MemoryJournal(const MemoryJournal&) = delete;
  MemoryJournal& operator=(const MemoryJournal&) = delete;

  void append(const order::Event& event, std::string_view evidence) override;
  void close_ticket(const order::Report& report) override;
  void settle_ticket(const order::Report& report) override;
  void forget_ticket(order::TicketId ticket) override;
  void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) override;
  void set_numbers(const order::SessionKey& session, SequenceNumbers numbers) override;
  void set_delivered(const order::SessionKey& session, int msg_seq_num) override;
  void reset_session(const order::SessionKey& session, Timestamp at) override;
  void settle_owed(const order::SessionKey& session, const OwedMessage& last) override;

  journal::Commit commit() override;
  const std::string& error() const override { return error_; }
  void roll_back() override;
  bool probe() override;
  std::size_t behind() const override { return 0; }

  order::TicketId next_ticket() override { return order::TicketId(++last_ticket_); }
  std::optional<order::Prior> find_ticket(const order::SessionKey& session, const order::ClOrdId& cl_ord_id,
                                          Timestamp since) override;
  SequenceNumbers numbers(const order::SessionKey& session) override;
  std::optional<Timestamp> since(const order::SessionKey& session) override;
  std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session, int begin,
                                                    int end) override;
  int delivered(const order::SessionKey& session) override;
  std::vector<OwedMessage> owed(const order::SessionKey& session, std::size_t limit) override;
  std::vector<order::Event> open_events() override;

 private:
  // Changes the disk, and remembers how to take it back.
  template <class Value>
  void change(Value& value, std::type_identity_t<Value> to);
  [[nodiscard]] bool writable() const;
  void check_readable() const;
  void undo();
  void settle();

  World& world_;
  Disk& disk_;
  Trouble& trouble_;
  Judge& judge_;
  std::uint64_t last_ticket_ = 0;
  bool failed_ = false;
  std::string error_;
  std::vector<std::function<void()>> undo_;  // last first
};

class MemoryEmergencyNumbers final : public journal::EmergencyNumbers {
 public:
  MemoryEmergencyNumbers(World& world, Disk& disk, Trouble& trouble, Judge& judge)
      : world_(world), disk_(disk), trouble_(trouble), judge_(judge) {}
  [[nodiscard]] std::map<order::SessionKey, SequenceNumbers> read() const override {
    return disk_.emergency_numbers;
  }
  [[nodiscard]] bool write(const std::map<order::SessionKey, SequenceNumbers>& numbers) override;

 private:
  World& world_;
  Disk& disk_;
  Trouble& trouble_;
  Judge& judge_;
};

}  // namespace bridge::simulation
