// `/metrics` of a gateway that runs, against the page that explains it: bridge/ops/README.md, "Metrics".
#include "endtoend/stage.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Metric {
  std::string kind;
  std::set<std::string> labels;

  friend bool operator==(const Metric&, const Metric&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Metric& metric) {
    out << metric.kind;
    for (const auto& label : metric.labels) out << ' ' << label;
    return out;
  }
};
using Metrics = std::map<std::string, Metric>;

std::string section_of(const std::string& page, const std::string& title) {
  const auto begin = page.find("\n## " + title + "\n");
  if (begin == std::string::npos) return "";
  return page.substr(begin, page.find("\n## ", begin + 1) - begin);
}

std::string metrics_section() {
  return section_of(read_file(std::filesystem::path(BRIDGE_SOURCE_DIR) / "bridge/ops/README.md"), "Metrics");
}

// "| `fixbridge_link_up` | gauge | account | … |"
Metrics on_the_page() {
  static const std::regex row(R"(\| `([a-z_]+)` \| ([a-z]+) \| ([a-z, ]*|–) \| .+ \|)");
  Metrics metrics;
  for (const auto& line : lines_of(metrics_section())) {
    std::smatch found;
    if (!std::regex_match(line, found, row)) continue;
    Metric metric{found[2], {}};
    std::istringstream labels(found[3].str() == "–" ? "" : found[3].str());
    for (std::string label; labels >> label;) {
      metric.labels.insert(label.substr(0, label.find(',')));
    }
    metrics.emplace(found[1], metric);
  }
  return metrics;
}

Metrics of_the_gateway(const std::string& text) {
  static const std::regex type("# TYPE ([a-z_]+) ([a-z]+)");
  static const std::regex sample(R"(([a-z_]+?)(_bucket|_sum|_count)?(\{(.*)\})? [^ ]+)");
  static const std::regex label(R"(([a-z_]+)="[^"]*")");
  Metrics metrics;
  std::set<std::string> helped;
  for (const auto& line : lines_of(text)) {
    std::smatch found;
    if (line.starts_with("# HELP ")) {
      helped.insert(line.substr(7, line.find(' ', 7) - 7));
    } else if (std::regex_match(line, found, type)) {
      metrics[found[1]].kind = found[2];
      EXPECT_TRUE(helped.contains(found[1])) << found[1] << " has no HELP";
    } else if (std::regex_match(line, found, sample)) {
      const std::string whole = found[1].str() + found[2].str();
      auto& metric = metrics[metrics.contains(whole) ? whole : found[1].str()];
      const std::string labels = found[4];
      for (std::sregex_iterator at(labels.begin(), labels.end(), label), end; at != end; ++at) {
        if ((*at)[1] != "le") metric.labels.insert((*at)[1]);
      }
    } else {
      ADD_FAILURE() << "not understood: " << line;
    }
  }
  return metrics;
}

std::set<std::string> values_of(const std::string& text, const std::string& label) {
  const std::regex pattern(label + "=\"([^\"]*)\"");
  std::set<std::string> values;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    values.insert((*at)[1]);
  }
  return values;
}

// The words in backquotes behind "`outcome`:" or "`reason`:", to the end of the sentence.
std::set<std::string> words_behind(const std::string& label) {
  const auto page = metrics_section();
  const auto begin = page.find('`' + label + "`: ");
  if (begin == std::string::npos) return {};
  const auto sentence =
      page.substr(begin + label.size() + 4, page.find('.', begin) - begin - label.size() - 4);
  static const std::regex word("`([a-z_]+)`");
  std::set<std::string> words;
  for (std::sregex_iterator at(sentence.begin(), sentence.end(), word), end; at != end; ++at) {
    words.insert((*at)[1]);
  }
  return words;
}

TEST(MetricsPage, NamesEveryMetricWithItsKindAndItsLabels) {
  Stage stage{{.orders = {order(1001, "order-1")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto page = stage.page("/metrics");
  ASSERT_EQ(page.status, 200);
  const auto documented = on_the_page();
  const auto found = of_the_gateway(page.body);
  EXPECT_GT(found.size(), 20U);
  for (const auto& [name, metric] : found) {
    const auto entry = documented.find(name);
    ASSERT_NE(entry, documented.end()) << name << " is on no page";
    EXPECT_EQ(metric, entry->second) << name;
  }
  for (const auto& [name, metric] : documented) EXPECT_TRUE(found.contains(name)) << name << " is not there";
}

// Before the first cancel: each session and outcome has its series, so that a rate sees the first event.
TEST(MetricsPage, HasEverySeriesFromTheStart) {
  Stage stage{{.sessions = {session("FIX.4.4"), session("FIX.4.2")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto text = stage.page("/metrics").body;
  for (const char* of : {"FIX.4.4:BRIDGE->DESK1", "FIX.4.2:BRIDGE->DESK1"}) {
    for (const auto& outcome : words_behind("outcome")) {
      EXPECT_THAT(text, HasSubstr("fixbridge_cancels_answered_total{account=\"main\",outcome=\"" + outcome +
                                  "\",session=\"" + of + "\"} 0\n"));
    }
    EXPECT_THAT(text, HasSubstr("fixbridge_cancels_received_total{account=\"main\",session=\"" +
                                std::string(of) + "\"} 0\n"));
    for (const char* outcome : {"told", "unknown_order", "unavailable"}) {
      EXPECT_THAT(text, HasSubstr("fixbridge_status_requests_answered_total{account=\"main\",outcome=\"" +
                                  std::string(outcome) + "\",session=\"" + of + "\"} 0\n"));
    }
  }
  EXPECT_THAT(words_behind("reason"), testing::SizeIs(testing::Gt(20U)));
  EXPECT_EQ(values_of(text, "reason"), words_behind("reason"));
}

TEST(MetricsPage, TellsWhatTheProcessTakes) {
  Stage stage{{}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto number = [&](const char* name) { return std::stod("0" + stage.metric(name)); };
  EXPECT_GT(number("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(number("process_virtual_memory_bytes"), number("process_resident_memory_bytes"));
  EXPECT_GT(number("process_open_fds"), 5);
  EXPECT_GT(number("process_max_fds"), number("process_open_fds"));
  EXPECT_NEAR(number("process_start_time_seconds"), static_cast<double>(std::time(nullptr)), 120);
  const double before = number("process_cpu_seconds_total");
  EXPECT_TRUE(eventually([&] { return number("process_cpu_seconds_total") > before; })) << before;
  const auto version = lines_of(run_fixbridge({"--version"}, stage.directory()).out).front();
  EXPECT_EQ(stage.metric("fixbridge_build_info{version=\"" + version.substr(version.rfind(' ') + 1) + "\"}"),
            "1");
}

}  // namespace
}  // namespace bridge::endtoend
