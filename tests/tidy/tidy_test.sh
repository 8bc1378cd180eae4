#!/bin/sh
# tidy.sh in a repository made for it, with a clang-tidy that finds whatever says "bad", and a cmake that knows every source.
set -eu
script=$(cd "$(dirname "$0")" && pwd)/tidy.sh
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export HOME="$place" GIT_CONFIG_NOSYSTEM=1

# is WHAT EXPECTED SAID
is() {
  if [ "$2" != "$3" ]; then
    printf 'tidy_test: %s\n--- wanted:\n%s\n--- got:\n%s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}
commit() {
  git add -A
  GIT_COMMITTER_DATE="$1 00:00:00 +0000" git -c user.name=t -c user.email=t@localhost commit -qm "$1"
}
# looked_at [OPTIONS]: the sources that the stub was given, in order of their names.
looked_at() {
  : >"$place/asked"
  TIDY_SECONDS=${SECONDS_LEFT:-60} sh tests/tidy/tidy.sh "$@" >"$place/said" 2>&1 || true
  sort "$place/asked" | tr '\n' ' '
}
closing() { grep '^tidy: [0-9]* sources' "$place/said"; }

mkdir -p "$place/bin"
cat >"$place/bin/tidy" <<STUB
#!/bin/sh
for file; do :; done
[ "\$1" != --version ] || exit 0
echo "\$file" >>$place/asked
! grep -Hn bad "\$file"
STUB
cat >"$place/bin/cmake" <<'STUB'
#!/bin/sh
mkdir -p build/tidy
{
  echo "["
  for file in bridge/*/*.cpp; do
    printf '{\n  "directory": "%s",\n  "command": "c++ -DNAME=\\"x y\\" -I%s/bridge -o x.o -c %s/%s",\n  "file": "%s/%s"\n},\n' \
      "$PWD" "$PWD" "$PWD" "$file" "$PWD" "$file"
  done
  echo "]"
} >build/tidy/compile_commands.json
STUB
chmod +x "$place/bin/tidy" "$place/bin/cmake"
PATH="$place/bin:$PATH"
TIDY=tidy
export PATH TIDY

git init -q -b main "$place/repository"
cd "$place/repository"
mkdir -p tests/tidy bridge/room
cp "$script" tests/tidy/tidy.sh
echo build/ >.gitignore
touch .clang-tidy tests/.clang-tidy
for name in still moved touched; do printf '// one\n// two\n// three\n// four\nint %s;\n' $name >bridge/room/$name.cpp; done
echo '#include "room/alone.hpp"' >bridge/room/user.cpp
echo 'int alone();' >bridge/room/alone.hpp
commit 2026-01-01

git checkout -q -b branch
git mv bridge/room/moved.cpp bridge/room/elsewhere.cpp
echo 'int more;' >>bridge/room/touched.cpp
commit 2026-01-02
echo 'int other();' >>bridge/room/alone.hpp
echo 'int untracked;' >bridge/room/untracked.cpp
all="bridge/room/touched.cpp bridge/room/untracked.cpp bridge/room/user.cpp "
is "what differs from main, a header by who includes it, nothing that was only moved" "$all" "$(looked_at)"
is "all of it was clean" "tidy: 3 sources: 3 clean (0 of them known), 0 with findings, 0 not looked at" "$(closing)"
is "nothing is looked at twice" "" "$(looked_at)"
is "and that is told" "tidy: 3 sources: 3 clean (3 of them known), 0 with findings, 0 not looked at" "$(closing)"

echo 'int another();' >>bridge/room/alone.hpp
is "but when a header of it changes" "bridge/room/user.cpp " "$(looked_at)"

echo '// bad' >>bridge/room/untracked.cpp
is "findings are told" "bridge/room/untracked.cpp " "$(looked_at)"
is "in the end" "tidy: 3 sources: 2 clean (2 of them known), 1 with findings, 0 not looked at" "$(closing)"
grep -q '^bridge/room/untracked.cpp:2:// bad$' "$place/said"
if sh tests/tidy/tidy.sh >/dev/null 2>&1; then is "and the run fails" "an exit code" "0"; fi

rm -r build/tidy/clean
is "without time nothing is looked at" "" "$(SECONDS_LEFT=0 looked_at)"
is "and nothing is called clean" "tidy: 3 sources: 0 clean (0 of them known), 0 with findings, 3 not looked at" "$(closing)"
grep -q '^  bridge/room/user.cpp$' "$place/said"

git checkout -q . && rm bridge/room/untracked.cpp
git checkout -q main && git merge -q branch
echo 'int today;' >>bridge/room/still.cpp
commit 2026-01-05
rm -rf build
is "of main itself the last day" "bridge/room/still.cpp " "$(looked_at)"
rm -rf build
is "or since a commit that is named" "bridge/room/still.cpp bridge/room/touched.cpp " "$(looked_at main~2)"

git clone -q --depth 1 "file://$place/repository" "$place/shallow"
cd "$place/shallow"
is "in a clone of one commit everything" \
  "bridge/room/elsewhere.cpp bridge/room/still.cpp bridge/room/touched.cpp bridge/room/user.cpp " "$(looked_at)"
