#pragma once
#include "host/check/test.hpp"

namespace tlhost::engine {

/// The tests that look at how a dataset lists, rather than at what.
std::vector<Test> listing_tests();
/// The tests of datasets that draw their images themselves.
std::vector<Test> image_tests();
/// "the order of a folder's entries plays no part"
Test entry_order_test();

}  // namespace tlhost::engine
