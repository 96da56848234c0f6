#pragma once
#include "tests/support/catch.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tlhost::test {

/// The first bytes of a struct, at the very end of what may be read: one byte further is a
/// segmentation fault.  Says its size, as an older SDK would.
template <class Struct>
class CutStruct {
 public:
  CutStruct(Struct whole, std::size_t size, bool says_its_size = true)
      : page_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))) {
    if (says_its_size) {
      whole.struct_size = static_cast<std::uint32_t>(size);
    }
    map_ = ::mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(map_ != MAP_FAILED);
    REQUIRE(::mprotect(static_cast<char*>(map_) + page_, page_, PROT_NONE) == 0);
    start_ = static_cast<char*>(map_) + page_ - size;
    std::memcpy(start_, &whole, size);
  }

  ~CutStruct() { ::munmap(map_, 2 * page_); }

  CutStruct(const CutStruct&) = delete;
  CutStruct& operator=(const CutStruct&) = delete;

  Struct* get() const { return reinterpret_cast<Struct*>(start_); }

 private:
  std::size_t page_ = 0;
  void* map_ = nullptr;
  char* start_ = nullptr;
};

}  // namespace tlhost::test
