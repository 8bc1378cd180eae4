// What `fixbridge explain` found out about a message, for people or for programs.
#pragma once

#include <boost/json/fwd.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace bridge {

struct Explanation {
  // FIX that the client gets, or the venue's method that is sent next.
  struct Step {
    bool is_told = true;
    std::string text;
  };
  // One way it can go.
  struct Course {
    std::string venue_says;
    std::vector<Step> then;
  };
  // Of a message that is for the venue.
  struct Request {
    std::string method;
    int weight = 0;
    std::string frame;
    std::vector<Course> courses;
  };

  std::string session;
  std::optional<std::string> account;  // empty: none. Nothing: the session answers by itself
  std::vector<std::string> answers;    // where nothing is sent to the venue
  std::optional<Request> request;
};

void print_text(const Explanation& explanation, std::ostream& out);
[[nodiscard]] boost::json::object as_json(const Explanation& explanation);

}  // namespace bridge
