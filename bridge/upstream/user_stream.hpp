// An account's user-data stream: its listen key, and the link over which the venue tells of the account. It
// says when the stream tells of everything, and when it may have missed something. A stream that grows old,
// or that is doubted, is replaced: the new one is up before the old one goes, and what both tell is told
// twice.
//
//   Asking ──key──▶ Connecting ──link open──▶ Up
//     ▲                                       │ link lost, key expired
//     └───────────────── wait ◀───────────────┘
//
// The lane's thread.
#pragma once

#include "order/stream.hpp"
#include "venue/backoff.hpp"
#include "venue/dialect.hpp"
#include "venue/link.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace bridge {

class UserStream {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    // Everything that happens from now on is told.
    virtual void on_stream_up() = 0;
    virtual void on_stream_down(const std::string& reason) = 0;
    virtual void on_stream_order(const order::OrderUpdate& update, std::string_view frame) = 0;
    virtual void on_stream_algo(const order::AlgoUpdate& update, std::string_view frame) = 0;
    // Asks the venue, over a link to its WebSocket API. Returns false when none is ready; else
    // key_answered() follows, or nothing does.
    virtual bool ask_key(venue::ListenKeyAction action) = 0;
  };
  struct Resources {
    std::string account;
    venue::LinkSettings link;  // its path is a prefix, to which the listen key is added
    std::function<std::unique_ptr<venue::Link>(venue::LinkSettings, venue::Link::Handler&)> make_link;
    std::function<Timestamp()> now;
    milliseconds rotate_after;
    std::uint32_t seed;
  };

  UserStream(Resources around, std::shared_ptr<const venue::Dialect> dialect, Handler& handler);
  ~UserStream();

  // Looks, once a second, after the key and the age of the stream.
  void tick();
  void key_answered(const venue::SessionReply& answer);
  // What should have been told was not: a new stream takes its place, and what was missed is asked for.
  void doubt(const std::string& reason);
  // `done` runs once every link is gone.
  void close(std::function<void()> done);

  [[nodiscard]] bool up() const { return current_ != nullptr && current_->open; }
  // Why it is not up; empty when it is.
  [[nodiscard]] std::string not_ready() const { return up() ? "" : "user-data stream: " + reason_; }

 private:
  // One connection, from its key to its end.
  struct Connection final : venue::Link::Handler {
    Connection(UserStream& stream_of, const std::string& key);
    milliseconds on_link_connecting() override { return milliseconds{0}; }
    void on_link_open() override;
    void on_link_lost(const std::string& reason, std::uint64_t handed_over) override;
    void on_link_unreachable(const std::string& reason, milliseconds hold) override;
    void on_frame(std::string_view frame) override;

    UserStream& stream;
    std::unique_ptr<venue::Link> link;
    bool open = false;
    bool leaving = false;  // it is heard until then, and is closed
    bool closing = false;
    bool gone = false;
    Timestamp since{};
    Timestamp close_at{};
  };

  void opened(Connection& connection);
  void lost(Connection& connection, const std::string& reason);
  void told(std::string_view frame);
  void start_over(const std::string& reason);
  void leave(std::unique_ptr<Connection> connection, milliseconds heard_for);
  void ask_key();

  Resources around_;
  std::shared_ptr<const venue::Dialect> dialect_;
  Handler& handler_;
  std::mt19937 random_;
  venue::Backoff backoff_;
  std::unique_ptr<Connection> current_;
  std::unique_ptr<Connection> successor_;
  std::list<std::unique_ptr<Connection>> leaving_;
  std::optional<venue::ListenKeyAction> asked_;  // about the key, and the answer is awaited
  Timestamp asked_at_{};
  Timestamp ask_again_at_{};
  Timestamp ping_at_{};
  Timestamp doubted_at_{};
  std::string reason_ = "not connected yet";
  bool closing_ = false;
  std::size_t links_closing_ = 0;
};

}  // namespace bridge
