#!/bin/sh
# The man page and the completion of a program, written from its own --help, so that they cannot tell of another program:
#
#   papers.sh PROGRAM NOTES DIRECTORY    # writes DIRECTORY/NAME.1.gz, and DIRECTORY/completions/NAME for bash
#
# NOTES is what help does not say: sections of the page, as they stand.
# Help is as CLI11 prints it: a description, "Usage: …", then lists under a title, two columns wide, the second one at 31.
# shellcheck disable=SC2016  # the programs of awk are in single quotes
set -eu
export LC_ALL=C
program=$1
notes=$2
directory=$3
name=$(basename "$program")

# The help of the program and of each of its commands, behind a line "@command".
helps() {
  echo "@"
  "$program" --help
  for command in $("$program" --help | awk '/^Subcommands:/ { on = 1; next } on && /^  [a-z]/ { print $1 }'); do
    echo "@$command"
    "$program" "$command" --help
  done
}

# What both read. `item(names, description)` is called for each line of a list, `command`, `title`, `usage` and
# `about` tell where it stands.
read_help='
function value_of(names,   words, count) {   # "--as TEXT:{canceled,rejected} REQUIRED": "TEXT:{canceled,rejected}"
  sub(/ (REQUIRED|Excludes: .*)$/, "", names)
  count = split(names, words, " ")
  return count > 1 ? words[count] : ""
}
function trimmed(text) { sub(/ +$/, "", text); return text }
function flush() { if (held != "") { item(trimmed(substr(held, 3, 28)), substr(held, 31)); held = "" } }
/^@/ { flush(); command = substr($0, 2); title = ""; about = ""; begin_command(); next }
/^Usage: / { usage = $0; sub(/^Usage: [^ ]*/, "", usage); in_usage(); next }
/^[A-Z][a-z]+:$/ { flush(); title = $1; next }
/^$/ { next }
title == "" { about = about (about == "" ? "" : " ") $0; next }
held != "" && substr($0, 1, 30) ~ /^ +$/ { item(substr(held, 3), substr($0, 31)); held = ""; next }   # too long for its column
/^  [^ ]/ { flush(); held = $0 }
END { flush(); done() }
'

man_page='
function escaped(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  gsub(/\047/, "\\(aq", text)
  return text
}
function bold(text) { return "\\fB" escaped(text) "\\fR" }
function begin_command() {
  if (command != "") {
    if (commands == "") print ".SH COMMANDS"
    commands = commands " " command
  }
}
function in_usage() {
  sub(/ \[OPTIONS\] SUBCOMMAND$/, " [OPTION] COMMAND [ARGUMENT]...", usage)
  sub(/\[OPTIONS\]/, "[OPTION]...", usage)
  if (command == "") {
    summary = about
    sub(/:.*/, "", summary)
    print ".SH NAME"
    print name " \\- " escaped(summary)
    print ".SH SYNOPSIS"
    print bold(name) escaped(usage)
    print ".SH DESCRIPTION"
    print escaped(about) "."
    print ".SH OPTIONS"
  } else {
    sub(" " command, "", usage)
    print ".SS " bold(name " " command) escaped(usage)
    print escaped(toupper(substr(about, 1, 1)) substr(about, 2)) "."
  }
}
function item(names, description,   value, flag) {
  if (title == "Subcommands:") return
  if (command != "" && names ~ /^-h/) return   # each has it; the page says so once
  value = value_of(names)
  flag = names
  sub(/ .*/, "", flag)
  gsub(/,/, ", ", flag)
  if (value ~ /[{]/) { sub(/^.*[{]/, "", value); sub(/[}].*/, "", value); gsub(/,/, "|", value) }
  else if (title == "Positionals:") value = ""
  else if (value ~ /=/) sub(/=/, ", without it ", value)
  print ".TP"
  print bold(flag) (value == "" ? "" : " " escaped(value)) (names ~ / REQUIRED$/ && title == "Options:" ? " (required)" : "")
  print escaped(description)
}
function done() { }
BEGIN {
  print ".TH " toupper(name) " 1 \"\" \"" version "\" \"User Commands\""
  print ".nh"
  print ".ad l"
}
'

completion='
function begin_command() { if (command != "") commands = commands " " command; else commands = "" }
function in_usage() { }
function item(names, description,   value, count, each, i) {
  if (title != "Options:") return
  value = value_of(names)
  sub(/ .*/, "", names)
  count = split(names, each, ",")
  for (i = 1; i <= count; ++i) {
    options[command] = options[command] " " each[i]
    if (value == "") continue
    if (value ~ /[{]/) {
      sub(/^.*[{]/, "", value)
      sub(/[}].*/, "", value)
      gsub(/,/, " ", value)
      words[command] = words[command] "      " each[i] ") COMPREPLY=($(compgen -W \"" value "\" -- \"$word\")); return ;;\n"
    } else {
      words[command] = words[command] "      " each[i] ") return ;;\n"
    }
  }
}
function done(   all, count, i, each) {
  print "# bash completion of " name ", written from its --help."
  print "_" id "() {"
  print "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= options= i"
  print "  COMPREPLY=()"
  print "  for ((i = 1; i < COMP_CWORD; i++)); do"
  print "    if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi"
  print "  done"
  print "  # --option=word: bash takes it for three."
  print "  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi"
  print "  # What an option takes: one of its words, or a file, which bash offers by itself."
  print "  case $command in"
  all = "@" commands
  count = split(all, each, " ")
  for (i = 1; i <= count; ++i) {
    command = each[i] == "@" ? "" : each[i]
    print "  \047" command "\047)"
    print "    options=\"" substr(options[command], 2) "\""
    if (words[command] != "") printf "    case $before in\n%s    esac\n", words[command]
    print "    ;;"
  }
  print "  esac"
  print "  if [[ $word == -* ]]; then"
  print "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))"
  if (commands != "") {
    print "  elif [[ -z $command ]]; then"
    print "    COMPREPLY=($(compgen -W \"" substr(commands, 2) "\" -- \"$word\"))"
  }
  print "  fi"
  print "}"
  print "complete -o default -F _" id " " name
}
'

mkdir -p "$directory/completions"
helps >"$directory/$name.help"
{
  awk -v name="$name" -v version="$("$program" --version)" "$read_help $man_page" "$directory/$name.help"
  cat "$notes"
} | gzip -9n >"$directory/$name.1.gz"
awk -v name="$name" -v id="$(echo "$name" | tr -c 'a-z0-9\n' _)" "$read_help $completion" "$directory/$name.help" \
  >"$directory/completions/$name"
