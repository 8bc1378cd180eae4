// One history of orders: clients, gateway, venue and the roads between them, all made of one seed, and a
// judge who sees every report (../README.md, "Histories of orders").
#pragma once

#include "history_judge.hpp"
#include "history_plan.hpp"
#include "history_venue.hpp"
#include "order/blotter.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bridge::order::testing {

class History {
 public:
  // With `aloud` its story is kept.
  explicit History(std::uint64_t seed, bool aloud = false);

  // Plays it to its end, and returns what was broken; nothing when every promise was kept.
  std::optional<std::string> run();
  [[nodiscard]] const std::string& story() const { return story_; }

 private:
  // A request on its way. `dropped`: nothing comes back of it any more.
  struct Flight {
    Request request;
    int life = 0;
    int link = 0;
    bool arrived = false;
    bool dropped = false;
  };
  using FlightId = std::uint64_t;
  using What = decltype(Event::what);

  // ---- time ----
  void after(microseconds delay, std::function<void()> then);
  void play_until(Timestamp end);
  bool step(Timestamp end);

  // ---- the gateway ----
  void decide(What what);
  void note(const Effect& effect);
  void start();
  void crash();
  [[nodiscard]] std::vector<Event> open_events() const;
  [[nodiscard]] std::optional<Prior> prior_of(const Command& command) const;
  void replay_life();

  // ---- the roads ----
  void carry(const Request& request);
  void arrive(FlightId id);
  void answer(FlightId id, const Outcome& outcome);
  void lose(FlightId id);
  void link_down();
  void link_up();
  void stream_down();
  void stream_up();
  void told(const OrderUpdate& update);
  void deliver(const OrderUpdate& update, int stream);

  // ---- the clients ----
  void act();
  void ask(Command command);
  void place();
  void replace(const View& view);
  void cancel(const View& view);
  void cancel_unknown();
  void question(const View& view);
  void mass_cancel();
  void log_on(int session);
  void go_away(int session);
  void repeat();
  [[nodiscard]] const View* some_view();
  [[nodiscard]] std::string next_id();

  void tell_story(const std::string& line);

  Random dice_;
  Plan plan_;
  bool aloud_;
  std::string story_;
  Timestamp now_;
  Timestamp quiet_from_;  // from then on there are no faults
  std::multimap<Timestamp, std::function<void()>> agenda_;
  ModelVenue venue_;
  Judge judge_;
  BlotterSettings settings_;
  std::unique_ptr<Blotter> blotter_;  // none while the process is down
  std::unique_ptr<Blotter> twin_;     // knows every event since the beginning: it has to decide the same
  std::vector<Event> journal_;
  std::vector<Event> life_;           // what the living blotter was given …
  std::vector<std::string> decided_;  // … and what it decided
  std::set<std::uint64_t> open_;      // tickets
  std::map<std::pair<std::string, std::string>, std::uint64_t> tickets_by_id_;
  std::map<std::uint64_t, Report> final_reports_;
  int life_number_ = 0;
  int link_ = 0;
  bool link_is_up_ = false;
  int stream_ = 0;
  bool stream_is_up_ = false;
  bool stream_is_silent_ = false;
  std::map<std::string, Timestamp>
      stream_free_;  // by order: when its next event may come, to keep their order
  std::map<FlightId, Flight> flights_;
  FlightId flight_ids_ = 0;
  std::uint64_t tickets_ = 0;
  int ids_ = 0;
  std::map<int, OrderEntryTerms> entries_;
  std::map<int, PendingCancelNotice> notices_;
  std::map<int, CancelOnDisconnect> rules_;
  std::set<int> away_;
  std::vector<Command> asked_;
};

// Every word of an effect, for comparing.
std::string words_of(const Effect& effect);

}  // namespace bridge::order::testing
