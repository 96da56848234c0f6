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
      closed_(other.closed_) {}

Channel& Channel::operator=(Channel&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(buffer_, other.buffer_);
  std::swap(closed_, other.closed_);
  return *this;
}

bool Channel::send(const boost::json::value& message) {
  const std::string line = boost::json::serialize(message) + "\n";
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t n = ::send(descriptor_, line.data() + done, line.size() - done, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) {
      return false;
    }
    done += n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  return true;
}

void Channel::offer(const boost::json::value& message) {
  const std::string line = boost::json::serialize(message) + "\n";
  const ssize_t n = ::send(descriptor_, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  // A line that was begun must be ended, or the next message would be lost with it.
  for (std::size_t done = n > 0 ? static_cast<std::size_t>(n) : line.size(); done < line.size();) {
    const ssize_t more = ::send(descriptor_, line.data() + done, line.size() - done, MSG_NOSIGNAL);
    if (more < 0 && errno != EINTR) {
      return;
    }
    done += more > 0 ? static_cast<std::size_t>(more) : 0;
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
  boost::json::value message =
      boost::json::parse(boost::json::string_view(buffer_.data(), end), error);
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
