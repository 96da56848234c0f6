#!/bin/sh
# What continuous integration runs: build, then unit test, conformance check and experiment.
# TLHOST: where tlhost is installed.
set -eu
cd -- "$(dirname -- "$0")"
cmake -S . -B build -DCMAKE_PREFIX_PATH="${TLHOST:-/usr/local}"
cmake --build build
ctest --test-dir build --output-on-failure
