// The benchmark: README.md in this folder says what is measured and how. Started by ./run bench.
#include "bench/compare.hpp"
#include "bench/instructions.hpp"
#include "bench/kept.hpp"
#include "bench/one_way.hpp"
#include "bench/recovery.hpp"
#include "bench/scale.hpp"
#include "bench/target.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace bridge::bench {
namespace {

// The figures as JSON; beside them, with another ending, the table that is shown, and whatever else.
void write(const std::filesystem::path& json_file, const char* ending, const std::string& text) {
  std::filesystem::path file = json_file;
  file.replace_extension(ending);
  std::ofstream out(file);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

void show(const std::filesystem::path& json_file, const boost::json::object& result,
          const std::string& table) {
  std::cout << table;
  write(json_file, ".txt", table);
  write(json_file, ".json", boost::json::serialize(result) + '\n');
}

// For a page: a run while the machine is slow is none, and of two the one that claims less counts.
struct Keeping {
  bool in_band = false;
  bool twice = false;
};

boost::json::object run_in_band(const Plan& plan, const Keeping& keeping) {
  auto result = compare(plan);
  std::cerr << relay_line(result);
  if (!keeping.in_band) return result;
  if (const auto why = unfit(result); !why.empty()) throw std::runtime_error(why);
  return result;
}

void run_compare(const Plan& plan, const std::string& file, const Keeping& keeping) {
  auto result = run_in_band(plan, keeping);
  if (keeping.twice) result = cautious(result, run_in_band(plan, keeping));
  const auto* ways = result.if_contains("one_way_us");
  show(file, result,
       table(result) + relay_line(result) + (ways != nullptr ? table_of_ways(ways->as_object()) : ""));
}

void run_scale(const ScalePlan& plan, const std::string& file) {
  const auto result = scale(plan);
  show(file, result, table_of_scale(result));
  write(file, ".dat", columns_of_scale(result));
}

void run_recovery(const RecoveryPlan& plan, const std::string& file) {
  const auto result = recovery(plan);
  show(file, result, table_of_recovery(result));
}

void run_instructions(const InstructionsPlan& plan, const std::string& file) {
  const auto result = instructions(plan);
  show(file, result, table_of_instructions(result));
}

}  // namespace
}  // namespace bridge::bench

int main(int argc, char** argv) try {
  using namespace bridge::bench;
  CLI::App app{"Measures gateways side by side"};
  std::string file = "bench.json";
  bool quick = false;

  Plan plan;
  auto* place = app.add_subcommand("place", "the road of a place instead of a cancel's; the same options");
  place->fallthrough();
  app.add_flag("--quick", quick, "five short rounds, in less than a minute");
  app.add_option("--rounds", plan.rounds, "how often each target has its turn")->check(CLI::PositiveNumber);
  app.add_option("--rate", plan.rate, "of the open loop, requests a second")->check(CLI::PositiveNumber);
  app.add_option("--time", plan.time_ms, "of each measurement, ms")->check(CLI::PositiveNumber);
  auto* targets = app.add_option("--targets", plan.targets, "the relay first")->delimiter(',');
  Keeping keeping;
  app.add_flag("--in-band", keeping.in_band,
               "fail when the relay is slower than a table that is kept allows");
  app.add_flag("--twice", keeping.twice, "two runs, and of the gateway the worse figure of both");
  app.add_option("--json", file, "where the figures go; the table beside it, ending .txt");

  ScalePlan scale_plan;
  auto* scale = app.add_subcommand("scale", "the gateway with more and more sessions and lanes");
  scale->add_flag("--quick", quick, "one short round");
  scale->add_option("--rounds", scale_plan.rounds, "how often each gateway is started")
      ->check(CLI::PositiveNumber);
  scale->add_option("--time", scale_plan.time_ms, "of each measurement, ms")->check(CLI::PositiveNumber);
  scale->add_option("--sessions", scale_plan.sessions, "on one lane")->delimiter(',');
  scale->add_option("--lanes", scale_plan.lanes, "with eight sessions each")->delimiter(',');

  RecoveryPlan recovery_plan;
  auto* recovery = app.add_subcommand("recovery", "a start with a long journal, after a kill -9");
  recovery->add_option("--starts", recovery_plan.starts, "how often")->check(CLI::PositiveNumber);
  recovery->add_option("--closed", recovery_plan.past.closed, "tickets with an end, in the journal");
  recovery->add_option("--open", recovery_plan.past.open, "tickets without");
  recovery->add_option("--journal", recovery_plan.journal, "a directory where it is, or will be");
  recovery->add_flag("--make-again", recovery_plan.make_again, "even when there is one");

  InstructionsPlan instructions_plan;
  auto* instructions = app.add_subcommand("instructions", "how many a request takes, counted by callgrind");
  instructions->add_option("--targets", instructions_plan.targets)->delimiter(',');
  instructions->add_option("--time", instructions_plan.time_ms, "of each count, ms")
      ->check(CLI::PositiveNumber);

  CLI11_PARSE(app, argc, argv);
  if (quick) {
    plan.rounds = 5;
    scale_plan.rounds = 1;
    scale_plan.cancels = 2000;
    plan.time_ms = scale_plan.time_ms = 300;
  }
  if (place->parsed()) {
    plan.road = Road::Place;
    if (targets->count() == 0) plan.targets = kPlacing;
  }
  if (scale->parsed()) {
    run_scale(scale_plan, file);
  } else if (recovery->parsed()) {
    run_recovery(recovery_plan, file);
  } else if (instructions->parsed()) {
    run_instructions(instructions_plan, file);
  } else {
    run_compare(plan, file, keeping);
  }
} catch (const std::exception& error) {
  std::cerr << "bench: " << error.what() << '\n';
  return 1;
}
