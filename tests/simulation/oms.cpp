#include "oms.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulation {

// ---- the line ----

void Line::send(Message message, Timestamp& last, std::function<void(const Message&)> Line::*to) {
  last = std::max(last, world_.now() + world_.random.between(microseconds{50}, microseconds{1500}));
  world_.after(last - world_.now(), [self = shared_from_this(), message = std::move(message), to] {
    if (self.get()->*to) (self.get()->*to)(message);
  });
}
void Line::send_to_client(Message message) { send(std::move(message), last_to_client_, &Line::to_client); }
void Line::send_to_engine(Message message) { send(std::move(message), last_to_engine_, &Line::to_engine); }

void Line::tell_gone(std::function<void()> Line::*whom, Timestamp last) {
  const auto wait = std::max<microseconds>(last - world_.now(), microseconds{100});
  world_.after(wait, [self = shared_from_this(), whom] {
    if (const auto tell = std::exchange(self.get()->*whom, nullptr)) tell();
  });
}
void Line::close_client() {
  to_client = nullptr;
  client_gone = nullptr;
  tell_gone(&Line::engine_gone, last_to_engine_);
}
void Line::close_engine() {
  to_engine = nullptr;
  engine_gone = nullptr;
  tell_gone(&Line::client_gone, last_to_client_);
}
void Line::cut() {
  to_client = to_engine = nullptr;
  tell_gone(&Line::engine_gone, {});
  tell_gone(&Line::client_gone, {});
}

// ---- the client ----

Oms::Oms(World& world, Judge& judge, order::SessionKey session, Dial dial)
    : world_(world), judge_(judge), session_(std::move(session)), dial_(std::move(dial)) {}

Oms::~Oms() {
  if (line_) line_->close_client();
}

void Oms::connect() {
  dialing_ = false;
  if (line_) return;
  line_ = dial_(*this);
  if (!line_) return dial_again();
  line_->to_client = [this](const Message& message) { hear(message); };
  line_->client_gone = [this] { gone(); };
  if (wants_reset_) {
    next_out_ = next_in_ = 1;
    sent_.clear();
    heard_.clear();
  }
  say({.type = 'A', .reset = wants_reset_});
}

void Oms::dial_again() {
  if (std::exchange(dialing_, true)) return;
  world_.after(world_.random.between(microseconds{50'000}, microseconds{500'000}), [this] { connect(); });
}

void Oms::gone() {
  world_.note(session_.value(), "disconnected");
  line_.reset();
  logged_on_ = false;
  asked_again_ = false;
  dial_again();
}

void Oms::disconnect() {
  if (!line_) return;
  line_->client_gone = nullptr;  // we know
  world_.random.chance(50) ? line_->close_client() : line_->cut();
  gone();
}

void Oms::reset() {
  wants_reset_ = true;
  disconnect();
}

void Oms::submit(Request request) {
  if (!logged_on_) {
    waiting_.push_back(std::move(request));
    return;
  }
  constexpr char kTypes[] = {'F', 'H', 'D', 'G'};  // as in order::Command
  say({.type = kTypes[request.command.index()], .request = std::move(request)});
}

void Oms::say(Message message) {
  message.number = next_out_++;
  if (message.request) {
    std::visit([&](auto& command) { command.msg_seq_num = message.number; }, message.request->command);
    sent_[message.number] = message;
  }
  world_.note(session_.value(), "sends 35=", message.type, " 34=", message.number,
              message.request ? " request " + std::to_string(message.request->number) : std::string{},
              message.reset ? " 141=Y" : "");
  line_->send_to_engine(std::move(message));
}

void Oms::hear(const Message& message) {
  world_.note(session_.value(), "gets 35=", message.type, " 34=", message.number,
              message.poss_dup ? " 43=Y" : "",
              message.type == '4' ? " 36=" + std::to_string(message.begin) : std::string{});
  if (message.type == 'A') {
    if (std::exchange(wants_reset_, false) && message.number != 1) {
      judge_.broken_numbers(session_,
                            "a Logon with 141=Y is answered with 34=" + std::to_string(message.number));
    }
    logged_on_ = true;
  }
  if (message.type == '5' && !logged_on_) return reset();  // refused: our numbers are of another session
  if (message.type == '2') send_again(message.begin);
  if (message.number > next_in_) return ask_again();
  if (message.number < next_in_) {
    if (!message.poss_dup) {
      judge_.broken_numbers(session_, "34=" + std::to_string(message.number) + " was used before");
    }
  } else {
    next_in_ = message.type == '4' ? message.begin : message.number + 1;
    asked_again_ = false;
  }
  if (!message.text.empty()) {
    const auto [known, first] = heard_.try_emplace(message.number, message.text);
    if (!first && known->second != message.text) {
      judge_.broken_numbers(session_,
                            "34=" + std::to_string(message.number) + " is another message than before");
    }
  }
  if (message.type == '5') return disconnect();
  while (logged_on_ && !waiting_.empty()) {
    Request next = std::move(waiting_.front());
    waiting_.pop_front();
    submit(std::move(next));
  }
}

void Oms::ask_again() {
  if (std::exchange(asked_again_, true)) return;
  say({.type = '2', .begin = next_in_});
}

// What is no request is filled by a SequenceReset.
void Oms::send_again(int begin) {
  const int end = next_out_;
  for (int number = begin; number < end; ++number) {
    const auto request = sent_.find(number);
    Message again{.type = '4', .number = number, .poss_dup = true, .begin = number + 1};
    if (request != sent_.end()) {
      again = request->second;
      again.poss_dup = true;
      std::visit([](auto& command) { command.poss_dup = true; }, again.request->command);
    }
    line_->send_to_engine(std::move(again));
  }
}

bool Oms::in_step(SequenceNumbers theirs) const {
  return logged_on_ && waiting_.empty() && next_in_ == theirs.next_sender && next_out_ == theirs.next_target;
}

}  // namespace bridge::simulation
