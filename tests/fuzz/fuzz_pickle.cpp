// Instructions of a pickle, and the search for tensors in what they describe.
#include "host/weights/pickle.hpp"
#include "host/weights/pth_groups.hpp"

#include <tlhost/error.hpp>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlhost::engine;
  try {
    const Pickle pickle = read_pickle({reinterpret_cast<const char*>(data), size});
    find_tensor_groups(pickle);
  } catch (const tlhost::DataError&) {  // what is expected of most inputs
  }
  return 0;
}
