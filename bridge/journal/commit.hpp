// What became of a turn that was to be made durable. Any thread.
#pragma once

namespace bridge::journal {

// True only when what the turn says may leave.
class Commit {
 public:
  enum Answer {
    Done,     // it is durable
    Failed,   // nothing of it was written, for certain: it may be undone, and its requests refused
    Unknown,  // nobody knows: nothing of it may leave, and nothing of it may be taken back; the next start
              // finds out
    Lost,     // another process owns the journal now: whatever it does, this one does no more
  };

  constexpr Commit(Answer answer) : answer_(answer) {}  // NOLINT: meant to be implicit
  [[nodiscard]] constexpr Answer answer() const { return answer_; }
  constexpr explicit operator bool() const { return answer_ == Done; }
  friend constexpr bool operator==(Commit left, Commit right) { return left.answer_ == right.answer_; }
  friend constexpr bool operator==(Commit left, Answer right) { return left.answer_ == right; }

 private:
  Answer answer_;
};

}  // namespace bridge::journal
