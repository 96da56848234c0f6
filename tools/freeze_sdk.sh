#!/usr/bin/env bash
# Copies today's SDK headers to tests/frozen/sdk-<version>/include and writes the list of their SHA-256 sums.
# On purpose only, and with a page in docs/adr/: see tests/frozen/sdk-0.9/README.md and docs/STABILITY.md.
# Usage: freeze_sdk.sh    the version is that of sdk/include/tlhost/abi.h
set -euo pipefail

cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.."
headers=sdk/include/tlhost
version=$(awk '/#define TLHOST_SDK_MAJOR / { major = $3 } /#define TLHOST_SDK_MINOR / { print major "." $3 }' $headers/abi.h)
[[ $version =~ ^[0-9]+\.[0-9]+$ ]] || { echo "freeze_sdk: no version in $headers/abi.h" >&2; exit 1; }
frozen=tests/frozen/sdk-$version
if [ -e "$frozen" ] && [ "${version%%.*}" != 0 ]; then
  echo "freeze_sdk: $frozen is there, and from 1.0 on a frozen version is never refreshed" >&2
  exit 1
fi

mkdir -p "$frozen"
rm -rf "$frozen/include"
mkdir -p "$frozen/include/tlhost"
cp -- "$headers"/*.h "$headers"/*.hpp "$frozen/include/tlhost/"
(cd "$frozen" && LC_ALL=C sha256sum include/tlhost/* > SHA256SUMS)
echo "freeze_sdk: $(wc -l < "$frozen/SHA256SUMS") headers in $frozen"
