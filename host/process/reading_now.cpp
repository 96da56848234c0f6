#include "host/process/reading_now.hpp"

#include <tlhost/error.hpp>

#include <sys/mman.h>

#include <algorithm>

namespace tlhost::engine {
namespace {

constexpr std::size_t kPlace = 256, kText = 250;  // bytes; the rest are zeros

}  // namespace

ReadingNow::ReadingNow(std::size_t threads) : threads_(threads) {
  void* memory =
      mmap(nullptr, threads * kPlace, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    throw ResourceError("no memory to share with a child");
  }
  memory_ = static_cast<char*>(memory);
}

ReadingNow::~ReadingNow() { munmap(memory_, threads_ * kPlace); }

char* ReadingNow::place(std::size_t thread) const { return memory_ + thread * kPlace; }

void ReadingNow::set(std::size_t thread, std::string_view what) {
  char* const first = place(thread);
  char* const end = std::copy_n(what.data(), std::min(what.size(), kText), first);
  std::fill(end, first + kPlace, '\0');
}

std::vector<std::string> ReadingNow::unfinished() const {
  std::vector<std::string> all;
  for (std::size_t thread = 0; thread < threads_; ++thread) {
    if (const char* text = place(thread); *text != '\0') {
      all.emplace_back(text);
    }
  }
  return all;
}

}  // namespace tlhost::engine
