// The documented frames of tests/venue/frames, and values taken from them.
#pragma once

#include "where.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bridge::venue::test {

inline const std::filesystem::path kFrames = std::filesystem::path{BRIDGE_SOURCE_DIR} / "tests/venue/frames";

inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline boost::json::object read_frame_file(const std::string& name) {
  return boost::json::parse(read_file(kFrames / name)).as_object();
}

// The file's response with the `id` that one of our requests would have had.
inline std::string response_to(const std::string& id, const std::string& name) {
  boost::json::object response = read_frame_file(name).at("response").as_object();
  response["id"] = id;
  return boost::json::serialize(response);
}

}  // namespace bridge::venue::test
