#include "failpoints/situation.hpp"

namespace bridge::failpoints {

const std::vector<Situation>& situations() {
  // clang-format off
  static const std::vector<Situation> all = {
      {"journal.catch_up",      When::Restart, "",             1, Ends::TwoAtStart},
      {"journal.load",          When::Restart, "",             1, Ends::TwoAtStart},
      {"emergency_numbers.recover",       When::Rescue,  "",             1, Ends::TwoAtStart},
      {"journal.read_open",     When::Restart, "",             1, Ends::TwoAtStart},
      {"order_router.restored",     When::Restart, "",             1, Ends::TwoAtStart},
      {"fix.adopt",             When::Restart},
      {"fix.receive",           When::Work},
      {"fix.take",              When::Work,    "",             3},
      {"fix.command",           When::Work,    "",             2},
      {"journal.find_ticket",   When::Work,    "",             2},
      {"journal.append",        When::Work,    "fix.command",  2},
      {"order_router.decided",      When::Work,    "link.written"},
      {"journal.close_ticket",  When::Work,    "fix.command"},
      {"journal.store_message", When::Work,    "link.receive", 2},
      {"journal.numbers",       When::Work,    "fix.command"},
      {"journal.commit",        When::Work,    "fix.command"},
      {"journal.sync",          When::Work,    "fix.command",  1, Ends::WithItsAnswer},
      {"journal.committed",     When::Work,    "fix.command",  1, Ends::OneAtOnce},
      {"journal.roll_back",     When::Down},
      {"journal.feed",          When::Work,    "fix.command"},
      {"journal.checkpoint",    When::Work},
      {"journal.prune",         When::Work},
      {"journal.probe",         When::Down},
      {"emergency_numbers.write",         When::Down,    "",             1, Ends::OneAtOnce},
      {"emergency_numbers.sync",          When::Down,    "",             1, Ends::OneAtOnce, true},
      {"session_store.write_back",     When::Down},
      {"link.connect",          When::Restart},
      {"link.open",             When::Restart},
      {"order_router.half_flushed", When::Work,    "fix.command",  1, Ends::OneAtOnce},
      {"link.stage",            When::Work,    "fix.command"},
      {"link.write",            When::Work,    "fix.command"},
      {"link.written",          When::Work,    "fix.command"},
      {"link.receive",          When::Work,    "fix.command"},
      {"link.lost",             When::Broken},
      {"fix.store",             When::Work,    "fix.command",  1, Ends::WithItsAnswer},
      {"fix.number",            When::Work,    "fix.command"},
      {"fix.send",              When::Work,    "fix.command"},
      {"fix.write",             When::Work,    "fix.command"},
      {"fix.written",           When::Work,    "fix.command"},
      {"fix.resend",            When::Missed},
      {"fix.log_out",           When::Stop},
      {"link.close",            When::Stop},
  };
  // clang-format on
  return all;
}

std::string armed(const Situation& situation, const std::string& action) {
  std::string text;
  if (situation.when == When::Down) text = "journal.commit=error@1,after:fix.command;";
  if (situation.when == When::Broken) text = "link.receive=error@1,after:fix.command;";
  if (situation.when == When::Missed) text = "fix.write=error@1,after:journal.close_ticket;";
  text += std::string(situation.point) + "=" + action + "@" + std::to_string(situation.hit);
  if (!situation.after.empty()) text += ",after:" + std::string(situation.after);
  return text;
}

std::string journal_down_for_good() { return "journal.append=error@1,after:fix.command;journal.probe=error"; }

}  // namespace bridge::failpoints
