#!/bin/sh
# The packages of a build in which `shipped` is built: three .deb (the gateway; the simulated venue and the demo; symbols),
# a tarball with all of it, and SHA256SUMS.
#
#   build.sh BUILD_DIRECTORY OUTPUT_DIRECTORY    # the latter is made anew
set -eu
build=$1
output=$2
rm -rf "$output"
mkdir -p "$output"
for kind in DEB TGZ; do
  if ! cpack --config "$build/CPackConfig.cmake" -B "$output" -G $kind >"$output/cpack.log" 2>&1; then
    cat "$output/cpack.log" >&2
    exit 1
  fi
done
cd "$output"
rm -rf _CPack_Packages cpack.log
sha256sum -- *.deb *.tar.gz >SHA256SUMS
