#include "commands/explanation.hpp"

#include <boost/json.hpp>

#include <utility>

namespace bridge {
namespace {

namespace json = boost::json;

json::object as_json(const Explanation::Request& request) {
  json::array courses;
  for (const auto& course : request.courses) {
    json::array steps;
    for (const auto& step : course.then) {
      steps.push_back(json::object{{step.is_told ? "told" : "sent", step.text}});
    }
    courses.push_back({{"venue_says", course.venue_says}, {"then", std::move(steps)}});
  }
  return {{"method", request.method},
          {"weight", request.weight},
          {"frame", request.frame},
          {"courses", std::move(courses)}};
}

void print_text(const Explanation::Request& request, std::ostream& out) {
  out << "decision  sent to the venue as " << request.method << ", weight " << request.weight << '\n'
      << "frame     " << request.frame << '\n'
      << "\nIf the venue says              then the client is told\n";
  for (const auto& course : request.courses) {
    out << "\n  " << course.venue_says << '\n';
    for (const auto& step : course.then) {
      out << "    " << (step.is_told ? step.text : "(" + step.text + " is sent)") << '\n';
    }
  }
}

}  // namespace

void print_text(const Explanation& explanation, std::ostream& out) {
  out << "session   " << explanation.session << '\n';
  if (const auto& account = explanation.account) {
    out << "account   " << (account->empty() ? "none" : *account) << '\n';
  }
  if (explanation.request) return print_text(*explanation.request, out);
  out << "decision  answered " << (explanation.account ? "here" : "by the session") << ", nothing is sent\n";
  for (const auto& answer : explanation.answers) out << "answer    " << answer << '\n';
}

json::object as_json(const Explanation& explanation) {
  const char* decision = explanation.account ? "answered_here" : "answered_by_the_session";
  json::object object{{"session", explanation.session},
                      {"account", explanation.account.value_or("")},
                      {"decision", explanation.request ? "sent_to_the_venue" : decision},
                      {"answers", json::value_from(explanation.answers)}};
  if (explanation.request) object["request"] = as_json(*explanation.request);
  return object;
}

}  // namespace bridge
