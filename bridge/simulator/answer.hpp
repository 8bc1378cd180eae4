// What a request leads to: the frames that go back, and what becomes of connections. This is data; any
// thread.
#pragma once

#include "base/time.hpp"

#include <string>
#include <vector>

namespace bridge::simulator {

// What a connection is for: the WebSocket API, the streams, REST. The venue runs these apart from one
// another.
enum class Service { Api, Stream, Rest };

// What a connection is like from now on.
enum class Line {
  Open,      // as it should be
  Cut,       // closed at once, without a close frame; what waited to be said is lost
  Ended,     // closed with a close frame as soon as everything is said
  Deaf,      // the venue reads no more from it; what it has to say it says
  HalfOpen,  // the socket stays, but nothing is read, said, or answered to a ping
  Dripping,  // the venue writes one byte a second
};

struct Reply {
  std::string frame;
  milliseconds delay{0};  // replies that are due earlier overtake
};

struct Answer {
  std::vector<Reply> replies{};  // empty: silence
  Line line = Line::Open;        // of the connection that asked; Open: as before
  milliseconds line_after{0};    // 0: before any reply leaves
  milliseconds outage{0};        // drop all connections, and new ones so long
  bool lets_next_pass = false;   // the replies wait for the connection's next answer
};

}  // namespace bridge::simulator
