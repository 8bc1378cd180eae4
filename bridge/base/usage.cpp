#include "base/usage.hpp"

#include "base/text.hpp"
#include "base/words.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace bridge {
namespace {

using Options = std::vector<const CLI::Option*>;

std::string in_quotes(std::string_view typed) { return '\'' + clean_text(typed, 64) + '\''; }

std::vector<std::string> names_of(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto* command : commands) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> names_of(const Options& options) {
  std::vector<std::string> names;
  for (const auto* option : options) {
    if (!option->get_positional()) names.push_back(option->get_name());
  }
  return names;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Finds what was typed and belongs to nothing, here and in the commands below.
std::string stray_word(const CLI::App& app) {
  const auto words = app.remaining(true);
  return words.empty() ? "" : words.front();
}

std::string without_command(const CLI::App& app) {
  const auto commands = names_of(app.get_subcommands([](const CLI::App*) { return true; }));
  const std::string typed = stray_word(app);
  if (typed.empty()) return "want a command: " + listed(commands);
  const std::string what = typed.starts_with('-') ? "option " : "command ";
  const std::string meant = meant_by(typed, commands);
  return "there is no " + what + in_quotes(typed) + "; " +
         (meant.empty() ? "commands are " + listed(commands) : "did you mean " + meant + "?");
}

std::string of_stray_word(const CLI::App& command, const Options& options, const std::string& typed) {
  const std::string& name = command.get_name();
  if (!typed.starts_with('-')) return in_quotes(typed) + " is one word too many";
  const auto meant = meant_by(typed.substr(0, typed.find('=')), names_of(options));
  return "there is no option " + in_quotes(typed) +
         (meant.empty() ? "; fixbridge " + name + " --help lists them" : "; did you mean " + meant + "?");
}

// Finds two options that exclude each other, both given.
std::string of_excluding(const Options& options) {
  for (const auto* option : options) {
    for (const auto* other : option->get_excludes()) {
      if (option->count() > 0 && other->count() > 0) {
        return option->get_name() + " and " + other->get_name() + " exclude each other; give one of them";
      }
    }
  }
  return "";
}

// What the option takes is in its description.
std::string of_value(const CLI::Option& option) {
  const auto& given = option.results();
  std::string words = option.get_name();
  if (given.empty()) {
    words += " wants a value";
  } else {
    words.append(": ").append(in_quotes(given.back())).append(" is not one it takes");
  }
  return words.append(" (").append(option.get_description()).append(")");
}

// Speaks of the first one that the library names.
std::string of_value(const Options& options, const std::string& what) {
  const auto named = std::ranges::find_if(
      options, [&](const CLI::Option* option) { return what.find(option->get_name()) != std::string::npos; });
  return named == options.end() ? "" : of_value(**named);
}

std::string of_command(const CLI::App& app, const CLI::App& command, const CLI::ParseError& error) {
  const Options options = command.get_options();
  const std::string kind = error.get_name();
  if (kind == "RequiredError") {
    for (const auto* option : options) {
      if (option->get_required() && option->count() == 0) {
        return option->get_name() + " is missing; fixbridge " + command.get_name() + " --help explains";
      }
    }
  }
  if (kind == "ExcludesError") return of_excluding(options);
  if (const auto typed = stray_word(app); !typed.empty()) return of_stray_word(command, options, typed);
  return of_value(options, error.what());
}

}  // namespace

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto parsed = app.get_subcommands();
  const bool has_commands = !app.get_subcommands([](const CLI::App*) { return true; }).empty();
  if (has_commands && parsed.empty()) return "fixbridge: " + without_command(app);
  const CLI::App& command = has_commands ? *parsed.front() : app;
  const std::string words = of_command(app, command, error);
  return command.get_name() + ": " +
         (words.empty() ? "not understood; fixbridge " + command.get_name() + " --help explains" : words);
}

}  // namespace bridge
