// Reads what plans of faults have in common, and those of the stream and of REST. Each of these throws Wrong
// when the value is not one. Any thread.
#pragma once

#include "simulator/answer.hpp"
#include "simulator/fields.hpp"
#include "simulator/refusal.hpp"
#include "simulator/rest_faults.hpp"
#include "simulator/stream_faults.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <string>
#include <vector>

namespace bridge::simulator {

// Where a number of times is read into, or kAlways.
struct Times {
  int& count;
};

// Where a number of events or connections is read into, from 0 on.
struct Number {
  int& count;
};

void convert(const boost::json::value& value, Times& into);
void convert(const boost::json::value& value, Number& into);
// Reads the word for a line, such as "deaf".
void convert(const boost::json::value& value, Line& into);
// Reads the word for a service: "api", "stream" or "rest".
void convert(const boost::json::value& value, Service& into);
void convert(const boost::json::value& value, Refusal& into);
// The fields of a refusal, among others.
void take_refusal(Fields& fields, Refusal& into);
void convert(const boost::json::value& value, StreamBehaviour& into);
// By route.
void convert(const boost::json::value& value, std::map<std::string, std::vector<RestFault>>& into);

}  // namespace bridge::simulator
