// What is left of a client's ResendRequest(2), which is answered piece by piece: one that asks for everything
// ever sent must neither take that much memory nor keep the lane's other clients waiting. Pure; the lane's
// thread.
#pragma once

#include <algorithm>

namespace bridge::fix {

class Resend {
 public:
  struct Range {
    int begin = 1;
    int end = 0;  // the last one; before `begin`: nothing
  };

  // Notes what is to be sent again. It takes the place of what was left of an earlier request.
  void ask(Range range) { left_ = range; }
  [[nodiscard]] bool pending() const { return left_.begin <= left_.end; }
  // Takes the next so many messages into this turn.
  [[nodiscard]] Range next(int count) {
    const Range piece{left_.begin, std::min(left_.end, left_.begin + count - 1)};
    left_.begin = piece.end + 1;
    return piece;
  }
  // Says that the turn was committed, or that it was not: then its pieces have not left.
  void commit() { committed_ = left_; }
  void undo() { left_ = committed_; }
  void forget() { left_ = committed_ = {}; }

 private:
  Range left_;
  Range committed_;
};

}  // namespace bridge::fix
