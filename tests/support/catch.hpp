#pragma once
// The one place that tells Catch2 v2 (Debian 12) from v3.  Tests that include LibTorch take
// torch_catch.hpp.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
