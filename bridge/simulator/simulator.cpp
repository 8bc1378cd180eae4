#include "simulator/simulator.hpp"

#include "base/log.hpp"
#include "simulator/book.hpp"
#include "simulator/book_file.hpp"
#include "simulator/certificate.hpp"
#include "simulator/deeds.hpp"
#include "simulator/hand.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/requests.hpp"
#include "simulator/rest_requests.hpp"
#include "simulator/server.hpp"
#include "simulator/user_stream.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <deque>
#include <future>
#include <random>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>

namespace bridge::simulator {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kFramesKept = 100'000;
constexpr milliseconds kDatesEvery{100};

Certificate certificate_of(const Settings& settings) {
  if (settings.cert_file.empty() && settings.key_file.empty()) return make_certificate();
  return read_certificate(settings.cert_file, settings.key_file);
}

std::vector<ApiKey> keys_of(const Settings& settings) {
  std::vector<ApiKey> keys = settings.keys;
  keys.push_back({.api_key = settings.api_key, .type = KeyType::Hmac, .secret = settings.secret});
  return keys;
}

// Everything below is touched by one thread only, the one that runs io_; the public functions have
// their work done there and wait for it. That thread runs until the destructor, so they never wait in vain.
class Venue : public Simulator, private Server::Desk {
 public:
  explicit Venue(const Settings& settings)
      : certificate_(certificate_of(settings)),
        keys_(keys_of(settings)),
        requests_(keys_, settings.weight_limit, book_, settings.ban, settings.order_limits),
        rest_(keys_, book_, requests_),
        alarm_(io_),
        server_(
            make_server(io_, {settings.address, settings.port, settings.ping_every}, certificate_, *this)),
        port_(server_->port()) {
    fill_book(settings);
    requests_.listen_keys() = ListenKeys{settings.listen_key_life, std::random_device{}()};
    stream_.pass_on(settings.user_events);
    book_.set_user_events(&stream_);
    requests_.set({.cancel_reply_delay = settings.reply_delay});
    for (const auto& [client_order_id, behaviour] : settings.behaviours) {
      requests_.behave(client_order_id, behaviour);
    }
    wait_for_dates();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Venue() override {
    stop_now();
    work_.reset();
    thread_.join();
  }
  Venue(const Venue&) = delete;
  Venue& operator=(const Venue&) = delete;

  [[nodiscard]] unsigned short port() const override { return port_; }
  [[nodiscard]] std::string certificate() const override { return certificate_.chain; }

  void put(const Order& order) override {
    on_thread([&] { book_.put(order, now()); });
  }
  [[nodiscard]] std::optional<Order> find(const std::string& symbol, std::int64_t order_id) const override {
    return on_thread([&]() -> std::optional<Order> {
      const Order* order = book_.find({.symbol = symbol, .order_id = order_id, .client_order_id = {}});
      return order != nullptr ? std::optional{*order} : std::nullopt;
    });
  }
  [[nodiscard]] std::vector<std::string> frames() const override {
    return on_thread([&] { return std::vector<std::string>(frames_.begin(), frames_.end()); });
  }
  [[nodiscard]] std::vector<Order> orders() const override {
    return on_thread([&] { return book_.orders(); });
  }
  bool end(const std::string& symbol, std::int64_t order_id, const std::string& status) override {
    return on_thread([&] {
      const Timestamp at = now();
      const OrderName name{.symbol = symbol, .order_id = order_id, .client_order_id = {}};
      const bool ended = book_.end(name, status, at) != nullptr;
      run_triggers(book_, symbol, at);
      return ended;
    });
  }
  void at_book(const std::function<void(Book& book, Timestamp at)>& deed) override {
    on_thread([&] { deed(book_, now()); });
  }
  void look(const std::function<void(const Book& book)>& look) const override {
    on_thread([&] { look(book_); });
  }
  [[nodiscard]] Counters counters() const override {
    return on_thread([&] {
      Counters counters = requests_.counters();
      counters.rest_requests = rest_.requests();
      counters.stream_handshakes = stream_handshakes_;
      counters.streams = static_cast<std::int64_t>(stream_.listeners());
      counters.events = stream_.published();
      return counters;
    });
  }
  [[nodiscard]] std::map<std::string, Timestamp> countdowns() const override {
    return on_thread([&] { return rest_.countdowns(); });
  }
  [[nodiscard]] Conditions conditions() const override {
    return on_thread([&] { return requests_.conditions(); });
  }
  void set(const Conditions& conditions) override {
    on_thread([&] { requests_.set(conditions); });
  }
  void drop_cancel_replies(bool drop) override {
    on_thread([&] {
      Conditions conditions = requests_.conditions();
      conditions.drop_cancel_replies = drop;
      requests_.set(conditions);
    });
  }
  void delay_cancel_replies(milliseconds delay) override {
    on_thread([&] {
      Conditions conditions = requests_.conditions();
      conditions.cancel_reply_delay = delay;
      requests_.set(conditions);
    });
  }
  void fail_next(const std::string& method, int status, int code, const std::string& msg,
                 int count) override {
    fail_next(method, {.status = status, .code = code, .msg = msg}, count);
  }
  void fail_next(const std::string& method, const Refusal& refusal, int count) override {
    on_thread([&] { requests_.fail_next(method, refusal, count); });
  }
  void behave(const std::string& client_order_id, const Behaviour& behaviour) override {
    on_thread([&] { requests_.behave(client_order_id, behaviour); });
  }
  void behave_stream(const StreamBehaviour& behaviour) override {
    on_thread([&] { stream_faults_.behave(behaviour); });
  }
  void behave_rest(const std::string& route, const std::vector<RestFault>& faults) override {
    on_thread([&] { rest_.behave(route, faults); });
  }
  void publish(const std::string& type, const std::string& json) override {
    on_thread([&] { stream_.publish(type, json); });
  }
  void expire_listen_key() override {
    on_thread([&] {
      requests_.listen_keys().expire(now());
      keep_time();
    });
  }
  void revoke_key(const std::string& api_key) override {
    on_thread([&] { keys_.set_revoked(api_key, true); });
  }
  void restore_key(const std::string& api_key) override {
    on_thread([&] { keys_.set_revoked(api_key, false); });
  }
  void drop_connections() override {
    on_thread([&] { server_->drop_connections(); });
  }
  void go_down(milliseconds outage) override {
    on_thread([&] { server_->go_down(outage); });
  }
  void turn_connections(Line line, std::optional<Service> of) override {
    on_thread([&] { server_->turn(line, of); });
  }
  void shut_down(milliseconds close_after) override {
    on_thread([&] { server_->shut_down(server_shutdown(requests_.clock(now())), close_after); });
  }
  void ban(milliseconds length) override {
    on_thread([&] {
      requests_.ban(length, now());
      server_->turn(Line::Ended, Service::Api);
    });
  }
  void reset() override {
    on_thread([&] {
      requests_.reset();
      rest_.reset();
      stream_faults_.forget();
      stream_.reset();
      stream_handshakes_ = 0;
      frames_.clear();
    });
  }
  void stop() override { stop_now(); }

 private:
  void fill_book(const Settings& settings) {
    const Timestamp at = now();
    if (!settings.book_file.empty()) {
      book_file_ = std::make_unique<BookFile>(settings.book_file);
      book_.restore(book_file_->content(), at);
      book_.set_witness([this](const Change& change) { book_file_->append(change); });
    }
    for (const Order& order : settings.orders) {
      if (book_file_ == nullptr || !on_book(order)) book_.put(order, at);
    }
    if (settings.hedge_mode && !book_.hedge_mode()) set_hedge_mode(book_, true, at);
  }
  [[nodiscard]] bool on_book(const Order& order) const {
    return book_.find({.symbol = order.symbol, .order_id = order.order_id, .client_order_id = {}}) != nullptr;
  }

  Visit greet() override { return {.connected_since = requests_.clock(now())}; }
  std::optional<milliseconds> refuse_handshake() override { return requests_.refuse_handshake(now()); }

  Answer on_frame(std::string_view frame, Visit& visit) override {
    if (frames_.size() == kFramesKept) frames_.pop_front();
    frames_.emplace_back(frame);
    Answer answer = on_time([&] { return requests_.answer(frame, visit, now()); });
    if (answer.outage.count() > 0) server_->go_down(answer.outage);
    return answer;
  }

  HandshakeFault on_stream_handshake() override {
    ++stream_handshakes_;
    return stream_faults_.next_handshake();
  }
  void join(Listener& listener, std::string_view target) override { stream_.join(listener, target); }
  void hear(const Listener& listener, std::string_view frame) override { stream_.hear(listener, frame); }
  void leave(const Listener& listener) override { stream_.leave(listener); }

  RestAnswer on_rest(const RestRequest& request) override {
    RestAnswer answer = on_time([&] { return rest_.answer(request, now()); });
    if (answer.outage.count() > 0) server_->go_down(answer.outage);
    return answer;
  }

  // What is due is done before the request, and what the request makes due will be.
  template <class Work>
  std::invoke_result_t<Work> on_time(Work work) {
    keep_time();
    const std::string listen_key = requests_.listen_keys().current();
    auto result = work();
    if (!listen_key.empty() && !requests_.listen_keys().is_current(listen_key)) stream_.close(listen_key);
    set_alarm();
    return result;
  }
  void keep_time() {
    const Timestamp at = now();
    if (const auto expired = requests_.listen_keys().take_expired(at)) {
      stream_.tell_expired(*expired, requests_.clock(at));
    }
    rest_.count_down(at);
    set_alarm();
  }
  void set_alarm() {
    auto due = requests_.listen_keys().end();
    const auto countdown = rest_.next_countdown();
    if (countdown && (!due || *countdown < *due)) due = countdown;
    if (due == alarm_at_ || stopped_) return;
    alarm_at_ = due;
    if (!due) {
      alarm_.cancel();
      return;
    }
    alarm_.expires_after(std::max(std::chrono::ceil<milliseconds>(*due - now()), milliseconds{0}));
    alarm_.async_wait([this](boost::system::error_code error) {
      if (error || stopped_) return;
      alarm_at_.reset();
      try {
        keep_time();
      } catch (const std::runtime_error& failure) {  // the book file; requests will meet it too
        log::error("simulator_alarm_failed", {{"error", failure.what()}});
      }
    });
  }
  // A GTD order expires although nobody asks for anything.
  void wait_for_dates() {
    dates_.expires_after(kDatesEvery);
    dates_.async_wait([this](boost::system::error_code error) {
      if (error || stopped_) return;  // a wait that was over already cannot be canceled
      try {
        pass_time(book_, now());
        wait_for_dates();
      } catch (const std::runtime_error& failure) {  // the book file; requests will meet it too
        log::error("simulator_dates_stopped", {{"error", failure.what()}});
      }
    });
  }

  void stop_now() {
    on_thread([&] {
      stopped_ = true;
      alarm_.cancel();
      dates_.cancel();
      server_->close();
    });
  }

  template <class Work>
  std::invoke_result_t<Work> on_thread(Work work) const {
    std::packaged_task<std::invoke_result_t<Work>()> task(std::move(work));
    auto done = task.get_future();
    asio::post(io_, std::move(task));
    return done.get();
  }

  mutable asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  asio::steady_timer dates_{io_};
  Certificate certificate_;
  KeyRing keys_;
  std::unique_ptr<BookFile> book_file_;
  Book book_;
  Requests requests_;
  RestRequests rest_;
  StreamFaults stream_faults_;
  UserStream stream_{requests_.listen_keys(), stream_faults_};
  std::int64_t stream_handshakes_ = 0;
  std::deque<std::string> frames_;
  asio::steady_timer alarm_;  // rings when a listen key or a countdown ends
  std::optional<Timestamp> alarm_at_;
  bool stopped_ = false;
  std::unique_ptr<Server> server_;
  unsigned short port_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Simulator> start(const Settings& settings) { return std::make_unique<Venue>(settings); }

}  // namespace bridge::simulator
