#include "host/execute/last_words.hpp"

#include <algorithm>
#include <fstream>

namespace tlhost::engine {
namespace {

constexpr std::streamoff kLongest = 200;

}  // namespace

std::string last_words(const std::string& log) {
  std::ifstream file(log, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : 0;
  if (size <= 0) {
    return "";
  }
  const std::streamoff length = std::min(size, kLongest);
  std::string bytes(static_cast<std::size_t>(length), '\0');
  file.seekg(size - length);
  file.read(bytes.data(), length);
  std::string words;
  for (const char c : bytes) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\0';
    if (blank && (words.empty() || words.back() == ' ')) {
      continue;
    }
    words += blank ? ' ' : c > ' ' && c <= '~' ? c : '?';
  }
  while (!words.empty() && words.back() == ' ') {
    words.pop_back();
  }
  return words;
}

}  // namespace tlhost::engine
