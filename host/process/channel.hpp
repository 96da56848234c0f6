#pragma once
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// One end of a socket that carries JSON, one line a message.  Owns the descriptor.
class Channel {
 public:
  explicit Channel(int descriptor) : descriptor_(descriptor) {}

  ~Channel();
  Channel(Channel&& other) noexcept;
  Channel& operator=(Channel&& other) noexcept;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int descriptor() const { return descriptor_; }

  /// Blocks until written.  False: the other end is gone.
  bool send(const boost::json::value& message);
  /// Drops the message if it would block: for progress, which is only advice.
  void offer(const boost::json::value& message);
  /// The next message; blocks.  Nothing: the other end is gone.
  std::optional<boost::json::value> receive();
  /// All messages that are there; does not block.
  std::vector<boost::json::value> drain();

 private:
  std::optional<boost::json::value> next_line();
  bool read_some(int flags);

  int descriptor_ = -1;
  std::string buffer_;
  bool closed_ = false;
};

}  // namespace tlhost::engine
