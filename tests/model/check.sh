#!/bin/sh
# Has spin check order_router.pml. ../README.md, "The order of writes", says what is checked and why.
#   check.sh holds REQUESTS FAULTS                             every promise is kept in every run
#   check.sh ends REQUESTS FAULTS                              no run goes on for ever
#   check.sh breaks MISTAKE PROMISE REQUESTS FAULTS [FORGIVEN] a planted mistake breaks a promise; tells how
set -eu
here=$(cd "$(dirname "$0")" && pwd)
model=$here/order_router.pml

for tool in spin gcc; do
  command -v $tool >/dev/null || {
    echo "check.sh: $tool is missing: install the Debian package '$tool', or run ./run test, which does" >&2
    exit 1
  }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# explore "GCC FLAGS" "PAN FLAGS" SPIN FLAGS …: spin writes a program that walks through all runs; builds and runs it.
# -E: a lane that waits for ever is no error by itself; Judge says whether somebody waits for it.
explore() {
  flags=$1
  how=$2
  shift 2
  spin -a "$@" "$model"
  # shellcheck disable=SC2086
  gcc -O1 -w -DVECTORSZ=2048 -DMEMLIM=900 $flags -o pan pan.c
  # shellcheck disable=SC2086
  ./pan -E -m2000 $how >result
  grep -E 'non-progress|errors:|states, stored|total actual memory|elapsed time' result || true
}

whole() {
  if grep -qE 'not completed|too small|MEMLIM' result || ! grep -q 'errors: 0' result; then
    cat result
    echo "check.sh: not proved"
    story "$@"
    exit 1
  fi
}

story() { spin -T -t "$@" -k order_router.pml.trail "$model" 2>/dev/null | sed '/^spin: /,$d'; }

case ${1:-} in
  holds)
    set -- -DkRequests="$2" -DkFaults="$3"
    explore "-DSAFETY -DCOLLAPSE" "" "$@"
    whole "$@"
    ;;
  ends)
    set -- -DkRequests="$2" -DkFaults="$3"
    explore -DNP -l "$@"
    whole "$@"
    ;;
  breaks)
    promise=$3
    set -- -DMISTAKE="$2" -DkRequests="$4" -DkFaults="$5" ${6:+-DFORGIVEN="$6"}
    explore "-DSAFETY -DREACH" -i "$@" # -i: goes on to the shortest story
    story "$@"
    grep 'assertion violated' result | tail -n 1
    grep 'assertion violated' result | tail -n 1 | grep -q "|$promise)" || {
      echo "check.sh: spin did not find that $promise is broken" >&2
      exit 1
    }
    ;;
  *)
    sed -n '3,5s/^# *//p' "$here/check.sh" >&2
    exit 2
    ;;
esac
