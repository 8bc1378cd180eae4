#include "world.hpp"

#include <utility>

namespace bridge::simulation {

void World::after(microseconds wait, std::function<void()> what) {
  queue_.push({now_ + std::max(wait, microseconds{0}), ++planned_, std::move(what)});
}

bool World::step(Timestamp end) {
  if (queue_.empty() || queue_.top().at > end) return false;
  auto what = std::move(const_cast<Happening&>(queue_.top()).what);  // it leaves the queue at once
  now_ = queue_.top().at;
  queue_.pop();
  ++steps_;
  what();
  return true;
}

void World::violated(std::string invariant, std::string what) {
  note("JUDGE", invariant, " is broken: ", what);
  if (violation() == nullptr) violation_ = {std::move(invariant), std::move(what)};
}

void World::write(std::string_view who, std::string_view line) {
  constexpr std::size_t kNames = 8;
  std::string text = iso_text(now_).substr(11, 15);
  text.append("  ").append(who);
  if (who.size() < kNames) text.append(kNames - who.size(), ' ');
  diary_.push_back(text.append("  ").append(line));
}

}  // namespace bridge::simulation
