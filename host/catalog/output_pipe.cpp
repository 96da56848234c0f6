#include "host/catalog/output_pipe.hpp"

#include "host/log/problem.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tlhost::engine {
namespace {

constexpr std::size_t kMostKept = 8192;

}  // namespace

OutputPipe::OutputPipe() {
  if (pipe2(ends_, O_CLOEXEC) != 0 || fcntl(ends_[0], F_SETFL, O_NONBLOCK) != 0) {
    throw Refusal(Exit::disk,
                  {"PROCESS-FORK",
                   "supervisor",
                   std::string("cannot make a pipe: ") + std::strerror(errno),
                   "",
                   "free memory or processes"});
  }
}

OutputPipe::~OutputPipe() {
  for (const int end : ends_) {
    if (end >= 0) {
      close(end);
    }
  }
}

std::string OutputPipe::take() {
  std::string kept;
  char bytes[4096];
  while (true) {
    const ssize_t count = read(ends_[0], bytes, sizeof bytes);
    if (count <= 0) {
      return kept;
    }
    kept.append(bytes, static_cast<std::size_t>(count));
    if (kept.size() > kMostKept) {  // the end is what tells why something died
      kept.erase(0, kept.size() - kMostKept);
    }
  }
}

}  // namespace tlhost::engine
