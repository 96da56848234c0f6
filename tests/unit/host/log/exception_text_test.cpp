#include "host/log/exception_text.hpp"

#include "tests/support/catch.hpp"

#include <stdexcept>

using tlhost::engine::text_of;

TEST_CASE("an exception's text ends where LibTorch's back trace begins", "[log]") {
  CHECK(text_of(std::runtime_error("no\nmemory")) == "no\nmemory");
  CHECK(text_of(std::runtime_error("no\nException raised from f at a.cpp:1\nframe #0")) == "no");
}
