// The .npy format, NEP 1: a magic word, a version, the length of the header, and the header, a
// Python dictionary with the keys descr, fortran_order and shape.
#include "npy.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>

namespace tlhost {
namespace medmnist {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::uint64_t kMostValues = std::uint64_t{1} << 63;

/// A text of a foreign file in an error: short, without bytes that a terminal obeys.
std::string quoted(std::string_view text) {
  std::string shown(text.substr(0, 60));
  for (char& c : shown) {
    c = c < ' ' || c > '~' ? '?' : c;
  }
  return "\"" + shown + "\"";
}

/// Reads a Python literal from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  [[noreturn]] void refuse(const std::string& expected) const {
    throw DataError("its header has " + quoted(text_.substr(std::min(at_, text_.size()))) +
                    " where " + expected + " is expected");
  }

  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
      ++at_;
    }
  }

  bool take(char c) {
    skip_spaces();
    const bool there = at_ < text_.size() && text_[at_] == c;
    at_ += there ? 1 : 0;
    return there;
  }

  void need(char c) {
    if (!take(c)) {
      refuse(std::string("'") + c + "'");
    }
  }

  bool take(std::string_view word) {
    skip_spaces();
    const bool there = text_.substr(at_, word.size()) == word;
    at_ += there ? word.size() : 0;
    return there;
  }

  std::string text() {
    skip_spaces();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    const std::size_t end =
        quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      refuse("a text in quotes");
    }
    const std::string_view found = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return std::string(found);
  }

  std::uint64_t number() {
    skip_spaces();
    std::uint64_t value = 0;
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error == std::errc::result_out_of_range) {
      refuse("a dimension below 2^64");
    }
    if (error != std::errc()) {
      refuse("a whole number from 0 on");
    }
    at_ += static_cast<std::size_t>(end - first);
    take(std::string_view("L"));  // as Python 2 wrote it
    return value;
  }

  bool at_end() {
    skip_spaces();
    return at_ == text_.size();
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::vector<std::uint64_t> read_shape(Cursor& cursor) {
  constexpr std::size_t kMostDimensions = 32;
  std::vector<std::uint64_t> shape;
  std::uint64_t values = 1;
  cursor.need('(');
  while (!cursor.take(')')) {
    shape.push_back(cursor.number());
    const bool overflows =
        __builtin_mul_overflow(values, std::max<std::uint64_t>(1, shape.back()), &values);
    if (overflows || values >= kMostValues || shape.size() > kMostDimensions) {
      throw DataError("its shape is beyond 2^63 values");
    }
    if (!cursor.take(',')) {
      cursor.need(')');
      break;
    }
  }
  return shape;
}

void check_type(const std::string& type) {
  if (type.find('O') != std::string::npos) {
    throw DataError("its values are pickled Python objects (" + quoted(type) +
                    "), which are never read; expected numbers");
  }
  if (!type.empty() && type[0] == '>') {
    throw DataError("its values are big-endian (" + quoted(type) + "); expected little-endian");
  }
  if (type.size() < 3 || (type[0] != '|' && type[0] != '<')) {
    throw DataError("its type of values is " + quoted(type) + "; expected numbers, as \"|u1\"");
  }
}

void read_entry(Cursor& cursor, std::set<std::string>& seen, NpyHeader& header) {
  const std::string key = cursor.text();
  if (!seen.insert(key).second) {
    throw DataError("its header has the key " + quoted(key) + " twice");
  }
  cursor.need(':');
  if (key == "descr") {
    if (cursor.take('[')) {
      throw DataError("its values are records with named fields; expected numbers");
    }
    header.type = cursor.text();
  } else if (key == "fortran_order") {
    if (cursor.take(std::string_view("True"))) {
      throw DataError(
          "its values are in Fortran order; expected C order (numpy.ascontiguousarray)");
    }
    if (!cursor.take(std::string_view("False"))) {
      cursor.refuse("True or False");
    }
  } else if (key == "shape") {
    header.shape = read_shape(cursor);
  } else {
    throw DataError("its header has the unknown key " + quoted(key));
  }
}

}  // namespace

std::uint64_t npy_start(std::string_view preamble) {
  if (preamble.substr(0, kMagic.size()) != kMagic || preamble.size() < 10) {
    throw DataError("it is not a .npy array: it begins with " +
                    quoted(preamble.substr(0, kMagic.size())));
  }
  const auto byte = [preamble](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(preamble[i]));
  };
  const std::uint64_t major = byte(6), minor = byte(7);
  if ((major != 1 && major != 2) || minor != 0 || (major == 2 && preamble.size() < 12)) {
    throw DataError("it is version " + std::to_string(major) + "." + std::to_string(minor) +
                    " of the .npy format, or cut off; expected 1.0 or 2.0");
  }
  const std::uint64_t start =
      major == 1 ? 10 + byte(8) + (byte(9) << 8)
                 : 12 + byte(8) + (byte(9) << 8) + (byte(10) << 16) + (byte(11) << 24);
  if (start > kMostNpyHeader) {
    throw DataError("its header has " + std::to_string(start) + " bytes; expected at most " +
                    std::to_string(kMostNpyHeader));
  }
  return start;
}

NpyHeader parse_npy(std::string_view bytes) {
  NpyHeader header;
  header.start = npy_start(bytes.substr(0, kNpyPreamble));
  if (header.start > bytes.size()) {
    throw DataError("it ends within its header");
  }
  const std::size_t before = bytes[6] == 1 ? 10 : 12;
  Cursor cursor(bytes.substr(before, header.start - before));
  std::set<std::string> seen;
  cursor.need('{');
  while (!cursor.take('}')) {
    read_entry(cursor, seen, header);
    if (!cursor.take(',')) {
      cursor.need('}');
      break;
    }
  }
  if (!cursor.at_end()) {
    cursor.refuse("the end of the header");
  }
  if (seen.size() != 3) {
    throw DataError("its header lacks descr, fortran_order or shape");
  }
  check_type(header.type);
  return header;
}

std::uint64_t values_of(const NpyHeader& header) {
  std::uint64_t values = 1;
  for (const std::uint64_t dimension : header.shape) {
    values *= dimension;
  }
  return values;
}

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "(";
  for (const std::uint64_t dimension : shape) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(dimension);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace medmnist
}  // namespace tlhost
