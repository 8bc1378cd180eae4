// What the journal's tests write and where: facts with every field filled, a directory that vanishes, and a
// process to lose.
#pragma once

#include "journal/sqlite/sqlite_journal.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace bridge::journal {

inline const order::SessionKey kSession("FIX.4.4:BRIDGE->OMS");

[[nodiscard]] order::CancelCommand command(const std::string& cl_ord_id);
[[nodiscard]] order::Order full_order();
[[nodiscard]] order::VenueError full_error();
[[nodiscard]] order::Report report(std::uint64_t ticket);

[[nodiscard]] order::Event requested(std::uint64_t ticket, const std::string& cl_ord_id);
[[nodiscard]] order::Event answered(std::uint64_t ticket, order::Outcome outcome);
[[nodiscard]] order::Event link_up();

// encode() of each: what tests compare.
[[nodiscard]] std::vector<std::string> texts(const std::vector<order::Event>& events);

// Until those who read the tables from outside see all that was committed.
void wait_for_tables(const Journal& journal);

[[nodiscard]] std::string bytes_of(const std::filesystem::path& file);

class Directory {
 public:
  Directory();
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  [[nodiscard]] std::filesystem::path path() const { return path_; }
  [[nodiscard]] Settings journal(Durability durability = Durability::Process) const;

 private:
  std::filesystem::path path_;
};

// Runs `work` in a process of its own and returns how it ended (waitpid's status). An exception in there is
// printed and ends it with exit code 1.
int in_child(const std::function<void()>& work);
[[nodiscard]] bool was_killed(int status);
[[nodiscard]] bool went_well(int status);
[[noreturn]] void kill_myself();

// For use in a child, where gtest's macros reach nobody: throws when it does not hold.
void require(bool holds, const std::string& what);

}  // namespace bridge::journal
