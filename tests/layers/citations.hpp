// Reads what comments and pages refer to (a file, a page's section, a heading, a decision, a test) and finds
// what leads nowhere, so that nobody is sent to what was moved, renamed or never published. Pure; one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::layers {

// The repository, or what a test makes one of: the text of each file, by its path from the root.
using Files = std::map<std::string, std::string>;

// Reads every text file below `root`, but for builds, git's own and packages of others.
[[nodiscard]] Files read_files(const std::string& root);

// What is prose in a file: a source's comments; of a page everything but its fenced blocks. Everything else
// is blank, so that each character stays in its place.
[[nodiscard]] std::string prose(const std::string& path, std::string_view text);

// The heading as the end of a link names it: "2. In doubt: what?" is "2-in-doubt-what".
[[nodiscard]] std::string anchor_of(std::string_view heading);

// "path:line: what is wrong", in the order of the files. Empty: every citation has its source.
[[nodiscard]] std::vector<std::string> dead_citations(const Files& files);

// The rows of a page's tables that have another number of cells than their head, likewise.
[[nodiscard]] std::vector<std::string> broken_rows(const Files& files);

}  // namespace bridge::layers
