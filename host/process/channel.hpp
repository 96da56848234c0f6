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

  /// The other end is gone; what it had sent may still be there to take.
  bool closed() const { return closed_; }

  /// Blocks until written, after what an offer left over.  False: the other end is gone.
  bool send(const boost::json::value& message);
  /// Never blocks: drops the message where there is no room, for progress is only advice.
  void offer(const boost::json::value& message);
  /// The next message; blocks.  Nothing: the other end is gone.
  std::optional<boost::json::value> receive();
  /// All messages that are there; does not block.
  std::vector<boost::json::value> drain();

 private:
  std::optional<boost::json::value> next_line();
  bool read_some(int flags);
  bool write_pending(int flags);

  int descriptor_ = -1;
  std::string buffer_;   ///< read, and not a whole line yet
  std::string pending_;  ///< the rest of a line that an offer began
  bool closed_ = false;
};

}  // namespace tlhost::engine
