#pragma once
#include "host/process/channel.hpp"

#include <sys/socket.h>

#include <stdexcept>

namespace tlhost::test {

/// Both ends of a channel in one process.
struct ChannelPair {
  engine::Channel near, far;
};

inline ChannelPair channel_pair() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::runtime_error("no socket pair");
  }
  return {engine::Channel(ends[0]), engine::Channel(ends[1])};
}

}  // namespace tlhost::test
