#include "host/data/open_file.hpp"
#include "host/data/record_fields.hpp"
#include "host/data/view.hpp"

#include <tlhost/error.hpp>

#include <cerrno>

namespace tlhost::engine {

std::vector<std::uint8_t> read_regular_file(const std::string& path, std::uint64_t limit) {
  const OpenFile opened = open_regular_file(path);
  if (opened.size > limit) {
    throw DataError("file of " + text_of_number(opened.size) + " bytes; at most " +
                    text_of_number(limit) + " are read");
  }
  std::vector<std::uint8_t> bytes(opened.size + 1);  // one more: to notice a file that grows
  const std::ptrdiff_t got = read_fully(opened.file, bytes.data(), bytes.size());
  if (got < 0) {
    throw DataError("cannot be read (" + error_words(errno) + ")");
  }
  if (static_cast<std::uint64_t>(got) != opened.size) {
    throw DataError("file changed while it was read (" + text_of_number(opened.size) +
                    " bytes at first)");
  }
  bytes.resize(opened.size);
  return bytes;
}

}  // namespace tlhost::engine
