#include "host/check/capture.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <stdexcept>

namespace tlhost::engine {
namespace {

void flush_all() {
  std::cout.flush();
  std::clog.flush();
  std::fflush(nullptr);
}

}  // namespace

Capture::Capture() : file_(memfd_create("captured", MFD_CLOEXEC)) {
  if (file_ < 0) {
    throw std::runtime_error("the system gives no file in memory");
  }
  flush_all();
  out_ = dup(STDOUT_FILENO);
  error_ = dup(STDERR_FILENO);
  dup2(file_, STDOUT_FILENO);
  dup2(file_, STDERR_FILENO);
}

Capture::~Capture() {
  flush_all();
  const std::string all = text();
  dup2(out_, STDOUT_FILENO);
  dup2(error_, STDERR_FILENO);
  close(out_);
  close(error_);
  close(file_);
  if (!all.empty() && ::write(STDERR_FILENO, all.data(), all.size()) < 0) {
    return;  // nobody reads it
  }
}

std::string Capture::text() const {
  flush_all();
  std::string all;
  char bytes[4096];
  ssize_t count = 0;
  while ((count = pread(file_, bytes, sizeof bytes, static_cast<off_t>(all.size()))) > 0) {
    all.append(bytes, static_cast<std::size_t>(count));
  }
  return all;
}

}  // namespace tlhost::engine
