#!/usr/bin/env bash
# Format of all C++ files, by clang-format 14: other versions format differently.
# Usage: check_format.sh [--fix] [ROOT]    exit 1 if a file differs from .clang-format, or if the tool is missing
set -euo pipefail

mode=(--dry-run -Werror)
if [ "${1:-}" = --fix ]; then
  mode=(-i)
  shift
fi
cd -- "${1:-$(dirname -- "${BASH_SOURCE[0]}")/..}"

if ! command -v clang-format-14 >/dev/null; then
  echo "check_format: clang-format-14 is not installed (Debian: apt-get install clang-format-14)"
  exit 1
fi

rooms=()
for room in host sdk plugins tests bench examples; do
  if [ -d "$room" ]; then rooms+=("$room"); fi
done
mapfile -d '' -t files < <(find "${rooms[@]}" -path 'tests/frozen/sdk-*' -prune -o -type f \
  \( -name '*.cpp' -o -name '*.hpp' -o -name '*.h' \) -print0 | sort -z)
if [ ${#files[@]} = 0 ]; then
  echo "check_format: no file found to check"
  exit 1
fi
clang-format-14 --style=file "${mode[@]}" "${files[@]}"
echo "check_format: ${#files[@]} files"
