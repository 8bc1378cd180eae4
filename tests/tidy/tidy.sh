#!/bin/sh
# clang-tidy on what was changed: every source that differs from where this branch left main, and for every such header a source
# that includes it.
#
#   tidy.sh [--all] [SINCE]    # SINCE: a commit to compare with; --all: every source, as long as it takes
#
# A source that was clean is not looked at again until something it is made of changes (build/tidy/clean, by the hash of the
# preprocessed text). What is new gets TIDY_SECONDS, 90 unless given, the most changed first; what had no turn by then is named.
set -eu
cd "$(dirname "$0")/../.."
TIDY=${TIDY:-clang-tidy-22}
work=build/tidy/work
clean=build/tidy/clean

# one FILE: in a process of its own. Its output is what clang-tidy found.
one() {
  name=$(echo "$1" | tr / _)
  entry=$(grep -F "$(printf '\t%s\t' "$PWD/$1")" $work/commands | head -1)
  if [ -z "$entry" ]; then
    echo "$1: is in no target of CMake: nobody compiles it"
    touch "$work/$name.found"
    return 0
  fi
  directory=$(echo "$entry" | cut -f1)
  command=$(echo "$entry" | cut -f3-)
  # The preprocessed text without line numbers, which name places; with comments, for they may say NOLINT.
  key=$(
    {
      cd "$directory" && eval "$(echo "$command" | sed 's/ -o [^ ]* -c / -E -C -P -w /')" 2>/dev/null || date +%s%N
      cd - >/dev/null
      cat .clang-tidy tests/.clang-tidy $work/version
      echo "$command" | sed "s|$PWD||g"
    } | sha256sum | cut -d' ' -f1
  )
  if [ -e "$clean/$key" ]; then
    echo "$1" >>$work/known
    return 0
  fi
  if [ "$(date +%s)" -ge "$(cat $work/deadline)" ]; then
    echo "$1" >>$work/left_out
    return 0
  fi
  # The analyzer in its shallow mode: it follows calls less far, and takes a tenth of the time.
  if "$TIDY" -p $work --quiet --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=mode=shallow \
    "$1" >"$work/$name.found" 2>"$work/$name.said"; then
    rm -f "$work/$name.found" "$work/$name.said"
    touch "$clean/$key"
    echo "$1" >>$work/looked_at
  else
    grep -v 'warnings\{0,1\} generated' "$work/$name.said" >>"$work/$name.found" || true
  fi
}

# The commit that the changes are counted from: where this branch left main. Of main itself, the newest commit that is a day
# older than its last one. Empty in a clone that has no such commit: then everything counts as changed.
since() {
  for main in origin/main main; do
    git rev-parse -q --verify "$main^{commit}" >/dev/null || continue
    base=$(git merge-base $main HEAD) || continue
    if [ "$base" != "$(git rev-parse HEAD)" ]; then
      echo "$base"
      return 0
    fi
  done
  git rev-list -1 --before="$(($(git log -1 --format=%ct) - 86400))" HEAD
}

# changed BASE: "LINES FILE", a line each, of the commits and of the working tree. A file that was only moved is not among them.
changed() {
  git diff -M --numstat -z "$1" -- '*.cpp' '*.hpp' | tr '\0' '\n' | awk -F '\t' '
    after == 2 { after = 1; next }
    after == 1 { after = 0; file = $0 }
    NF == 3 && !after { lines = $1 + $2; file = $3; if (file == "") { after = 2; next } }
    lines > 0 { print lines, file }'
  git ls-files --others --exclude-standard -- '*.cpp' '*.hpp' | while read -r file; do echo "$(wc -l <"$file")" "$file"; done
}

# For a header its own source, or else one that includes it.
sources() {
  while read -r lines file; do
    [ -e "$file" ] || continue
    case $file in
      *.hpp)
        source=${file%.hpp}.cpp
        if [ ! -e "$source" ]; then
          source=$(git grep -l --untracked -F "#include \"${file#*/}\"" -- '*.cpp' | head -1)
        fi
        [ -z "$source" ] || echo "$lines $source"
        ;;
      *) echo "$lines $file" ;;
    esac
  done
}

# The compile commands, one for each source: "DIRECTORY FILE COMMAND" by tabs for us, JSON for clang-tidy. A source of two targets
# is taken as the one that ships has it, not as the fuzzers' copy.
commands() {
  awk '
    /^  "directory": / { directory = $0 }
    /^  "command": / { command = $0 }
    /^  "file": / { file = $0 }
    /^}/ {
      if (!(file in chosen)) order[++count] = file
      if (!(file in chosen) || chosen[file] ~ /-fsanitize/) { chosen[file] = command; place[file] = directory }
    }
    function text(line) { sub(/^  "[a-z]*": "/, "", line); sub(/",?$/, "", line); return line }
    function plain(line) { line = text(line); gsub(/\\"/, "\"", line); gsub(/\\\\/, "\\", line); return line }
    END {
      print "["
      for (i = 1; i <= count; ++i) {
        file = order[i]
        printf "{\"directory\": \"%s\",\n\"command\": \"%s\",\n\"file\": \"%s\"}%s\n", text(place[file]), text(chosen[file]), text(file),
               (i < count ? "," : "")
        print plain(place[file]) "\t" plain(file) "\t" plain(chosen[file]) >commands
      }
      print "]"
    }' commands=$work/commands build/tidy/compile_commands.json >$work/compile_commands.json
}

count() { if [ -e "$1" ]; then wc -l <"$1"; else echo 0; fi; }

if [ "${1:-}" = --one ]; then
  one "$2"
  exit 0
fi

rm -rf $work
mkdir -p $work $clean
deadline=$(($(date +%s) + ${TIDY_SECONDS:-90}))
cmake --preset tidy >$work/cmake.log 2>&1 || { cat $work/cmake.log; exit 1; }
commands
"$TIDY" --version >$work/version
if [ "${1:-}" = --all ]; then
  deadline=9999999999
  git ls-files '*.cpp' | sed 's/^/1 /' >$work/changed
else
  base=${1:-$(since)}
  # Without a commit to compare with: the empty tree.
  changed "${base:-$(git hash-object -t tree /dev/null)}" >$work/changed
fi
echo $deadline >$work/deadline
sources <$work/changed | sort -k1,1nr | awk '!seen[$2]++ { print $2 }' >$work/sources
tr '\n' '\0' <$work/sources | xargs -0 -r -n 1 -P "$(nproc)" "$0" --one

for found in "$work"/*.found; do
  [ -e "$found" ] || continue
  cat "$found"
done
failed=$(find $work -name '*.found' | wc -l)
echo "tidy: $(count $work/sources) sources: $(($(count $work/looked_at) + $(count $work/known))) clean" \
  "($(count $work/known) of them known), $failed with findings, $(count $work/left_out) not looked at"
if [ -e $work/left_out ]; then
  echo "tidy: ${TIDY_SECONDS:-90} s were over before these had their turn; again, or ./run check --all:"
  sort $work/left_out | sed 's/^/  /'
fi
[ "$failed" = 0 ]
