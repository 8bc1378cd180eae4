#include "simulator/request.hpp"

#include "base/number.hpp"

#include <boost/json.hpp>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

Param read_param(std::string_view name, const json::value& value) {
  using Type = Param::Type;
  const std::string key{name};
  switch (value.kind()) {
    case json::kind::string:
      return {key, Type::String, std::string{value.get_string()}};
    case json::kind::int64:
      return {key, Type::Integer, std::to_string(value.get_int64())};
    case json::kind::bool_:
      return {key, Type::Boolean, value.get_bool() ? "true" : "false"};
    case json::kind::null:
      return {key, Type::Null, ""};
    default:
      return {key, Type::Other, ""};  // fractions, integers beyond LONG, objects, arrays
  }
}

bool may_be_id(const json::value& id) {
  return id.is_string() || id.is_int64() || id.is_uint64() || id.is_null();
}

void read_fields(const json::object& object, Request& request) {
  if (const json::value* id = object.if_contains("id")) {
    if (!may_be_id(*id)) {
      request.refusal = invalid_data("id");
      return;
    }
    request.id = json::serialize(*id);
  }
  const json::value* method = object.if_contains("method");
  if (method == nullptr || !method->is_string() || method->get_string().empty()) {
    request.refusal = mandatory_missing("method");
    return;
  }
  request.method = method->get_string();
  if (request.method.starts_with("v1/")) request.method.erase(0, 3);
  const json::value* params = object.if_contains("params");
  if (params == nullptr || params->is_null()) return;
  if (!params->is_object()) {
    request.refusal = invalid_data("params");
    return;
  }
  for (const auto& [name, value] : params->get_object()) {
    request.params.push_back(read_param({name.data(), name.size()}, value));
  }
}

}  // namespace

const Param* Request::find(std::string_view name) const {
  for (const Param& param : params) {
    if (param.name == name) return &param;
  }
  return nullptr;
}

std::optional<std::string> Request::text(std::string_view name) const {
  const Param* param = find(name);
  if (param == nullptr || param->type != Param::Type::String) return std::nullopt;
  return param->text;
}

std::optional<std::int64_t> Request::integer(std::string_view name) const {
  const Param* param = find(name);
  if (param == nullptr || (param->type != Param::Type::Integer && param->type != Param::Type::String)) {
    return std::nullopt;
  }
  return whole_number<std::int64_t>(param->text);
}

std::optional<bool> Request::boolean(std::string_view name) const {
  const Param* param = find(name);
  if (param == nullptr || param->type != Param::Type::Boolean) return std::nullopt;
  return param->text == "true";
}

Request read_request(std::string_view frame) {
  Request request;
  boost::system::error_code error;
  const json::value value = json::parse({frame.data(), frame.size()}, error);
  if (error || !value.is_object()) {
    request.refusal = invalid_json();
  } else {
    read_fields(value.get_object(), request);
  }
  return request;
}

}  // namespace bridge::simulator
