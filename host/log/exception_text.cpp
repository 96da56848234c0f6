#include "host/log/exception_text.hpp"

namespace tlhost::engine {

std::string text_of(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find("\nException raised from"));
}

}  // namespace tlhost::engine
