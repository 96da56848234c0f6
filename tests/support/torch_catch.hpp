#pragma once
// Catch2 beside LibTorch, whose headers bring glog and its own CHECK: glog's is read first and
// taken back, so that CHECK means Catch2's whatever is included later.
#include <c10/util/Logging.h>
#undef CHECK

#include "tests/support/catch.hpp"
