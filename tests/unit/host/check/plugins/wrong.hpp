#pragma once
#include <cstdlib>
#include <string>

namespace tlhost {
namespace test {

/// What is to be wrong: the environment variable TLHOST_TEST_WRONG; "" for nothing.
inline std::string wrong_name() {
  const char* name = std::getenv("TLHOST_TEST_WRONG");
  return name == nullptr ? "" : name;
}

inline bool wrong(const char* what) { return wrong_name() == what; }

}  // namespace test
}  // namespace tlhost
