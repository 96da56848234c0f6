#include "host/weights/pickle_bytes.hpp"

#include <tlhost/error.hpp>

#include <string>

namespace tlhost::engine {

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

std::string_view PickleBytes::take(std::uint64_t size) {
  if (size > bytes_.size() - at_) {
    throw DataError("it ends within an instruction (" + std::to_string(size) +
                    " bytes are needed, " + std::to_string(bytes_.size() - at_) +
                    " are left); the file is cut or damaged");
  }
  const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size));
  at_ += taken.size();
  return taken;
}

std::string_view PickleBytes::line() {
  const std::size_t end = bytes_.find('\n', at_);
  const std::string_view text = take(end == std::string_view::npos ? bytes_.size() : end - at_);
  take(1);
  return text;
}

}  // namespace tlhost::engine
