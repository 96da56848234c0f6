#include "elements.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

namespace tlhost {
namespace dicom_folder {
namespace {

constexpr std::int64_t kMostElements = 1'000'000;
constexpr std::uint64_t kMostText = 4096;

bool has_long_length(const std::string& type) {
  static const std::array<const char*, 13> kLong = {
      "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"};
  return std::find(kLong.begin(), kLong.end(), type) != kLong.end();
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  const auto last = text.find_last_not_of(std::string(" \0", 2));
  return first == std::string::npos || last == std::string::npos || last < first
             ? ""
             : text.substr(first, last - first + 1);
}

/// The first of the values that '\' divides.
std::string first_value(const std::string& text) {
  return trimmed(text.substr(0, text.find('\\')));
}

}  // namespace

std::string place_text(std::uint32_t tag) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text = "(";
  for (int shift = 28; shift >= 0; shift -= 4) {
    text += kDigits[tag >> shift & 15U];
    text += shift == 16 ? "," : "";
  }
  return text + ")";
}

Element Elements::next() {
  if (++count_ > kMostElements) {
    throw DataError("DICOM with more than " + std::to_string(kMostElements) + " elements");
  }
  Element element;
  element.tag = static_cast<std::uint32_t>(file_.u16()) << 16;
  element.tag |= file_.u16();
  if (!explicit_ || element.tag >> 16 == 0xfffeU) {
    element.length = file_.u32();
    return element;
  }
  element.type = file_.text(2);
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (!std::all_of(element.type.begin(), element.type.end(), capital)) {
    throw DataError("DICOM is damaged (element " + place_text(element.tag) + " at " +
                    std::to_string(file_.at() - 6) + " has no type)");
  }
  if (has_long_length(element.type)) {
    file_.skip(2);
    element.length = file_.u32();
  } else {
    element.length = file_.u16();
  }
  return element;
}

std::string Elements::text_of(const Element& element) {
  if (element.length > kMostText) {
    throw DataError("DICOM is damaged (element " + place_text(element.tag) + " has " +
                    std::to_string(element.length) + " bytes; at most " +
                    std::to_string(kMostText) + " are read)");
  }
  return trimmed(file_.text(element.length));
}

std::int64_t Elements::short_of(const Element& element) {
  if (element.length != 2) {
    throw DataError("DICOM is damaged (element " + place_text(element.tag) + " has " +
                    std::to_string(element.length) + " bytes; expected 2)");
  }
  return file_.u16();
}

double Elements::number_of(const Element& element) {
  const std::string text = first_value(text_of(element));
  const char* begin = text.data() + (!text.empty() && text[0] == '+' ? 1 : 0);
  const char* end = text.data() + text.size();
  double value = 0;
  const auto read = std::from_chars(begin, end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) {
    throw DataError("DICOM is damaged (element " + place_text(element.tag) +
                    " is no finite number)");
  }
  return value;
}

}  // namespace dicom_folder
}  // namespace tlhost
