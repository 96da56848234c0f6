#include "host/process/channel.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace tlhost::engine {

Channel::~Channel() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

Channel::Channel(Channel&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      pending_(std::move(other.pending_)),
      closed_(other.closed_) {}

Channel& Channel::operator=(Channel&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(buffer_, other.buffer_);
  std::swap(pending_, other.pending_);
  std::swap(closed_, other.closed_);
  return *this;
}

bool Channel::write_pending(int flags) {
  while (!pending_.empty()) {
    const ssize_t n = ::send(descriptor_, pending_.data(), pending_.size(), MSG_NOSIGNAL | flags);
    if (n < 0 && errno != EINTR) {
      return false;
    }
    pending_.erase(0, n > 0 ? static_cast<std::size_t>(n) : 0);
  }
  return true;
}

bool Channel::send(const boost::json::value& message) {
  pending_ += boost::json::serialize(message) + "\n";
  const bool sent = write_pending(0);
  if (!sent) {
    pending_.clear();
  }
  return sent;
}

void Channel::offer(const boost::json::value& message) {
  // A line that was begun must be ended before the next, so its rest is kept; nothing is begun
  // behind it.
  if (!write_pending(MSG_DONTWAIT)) {
    return;
  }
  const std::string line = boost::json::serialize(message) + "\n";
  const ssize_t n = ::send(descriptor_, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n > 0) {
    pending_ = line.substr(static_cast<std::size_t>(n));
  }
}

bool Channel::read_some(int flags) {
  char bytes[65536];
  ssize_t n = 0;
  do {
    n = recv(descriptor_, bytes, sizeof bytes, flags);
  } while (n < 0 && errno == EINTR);
  if (n > 0) {
    buffer_.append(bytes, static_cast<std::size_t>(n));
    return true;
  }
  closed_ = closed_ || n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  return false;
}

std::optional<boost::json::value> Channel::next_line() {
  const std::size_t end = buffer_.find('\n');
  if (end == std::string::npos) {
    return std::nullopt;
  }
  boost::json::error_code error;
  boost::json::parse_options options;
  options.allow_invalid_utf8 = true;  // names of files are bytes
  boost::json::value message =
      boost::json::parse(boost::json::string_view(buffer_.data(), end), error, {}, options);
  buffer_.erase(0, end + 1);
  // A line that is not JSON comes from a child that is breaking apart; its exit status tells the
  // story.
  return error ? boost::json::value(nullptr) : std::move(message);
}

std::optional<boost::json::value> Channel::receive() {
  while (true) {
    if (auto message = next_line()) {
      return message;
    }
    if (closed_ || !read_some(0)) {
      return std::nullopt;
    }
  }
}

std::vector<boost::json::value> Channel::drain() {
  while (!closed_ && read_some(MSG_DONTWAIT)) {
  }
  std::vector<boost::json::value> messages;
  while (auto message = next_line()) {
    messages.push_back(std::move(*message));
  }
  return messages;
}

}  // namespace tlhost::engine
