#!/usr/bin/env bash
# clang-tidy for one file, as CMAKE_CXX_CLANG_TIDY calls it: OPTIONS... FILE -- COMPILER...
# clang cannot parse LibTorch 1.13's ivalue.h as C++20, but it can as C++17, which is the syntax that files with LibTorch
# in them are written in.
set -euo pipefail

tools=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
extra=()
for argument in "$@"; do
  [ "$argument" != -- ] || break
  case $argument in
    *.cpp) if python3 "$tools/check_includes.py" --reaches-torch "$argument"; then extra=(--extra-arg=-std=c++17); fi ;;
  esac
done
exec clang-tidy-14 --quiet "${extra[@]}" "$@"
