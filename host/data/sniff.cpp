#include "host/data/view.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tlhost::engine {
namespace {

using std::string_view_literals::operator""sv;

struct Mark {
  std::size_t at = 0;
  std::string_view bytes;
  std::string_view kind;
};

constexpr std::string_view kDicom =
    "DICOM: not decoded by the host; use a dataset that reads it and gives its own pixels";

// In order: the first that fits decides.
constexpr std::array kMarks = {
    Mark{0, "\xff\xd8\xff"sv, "jpeg"},
    Mark{0, "\x89PNG\r\n\x1a\n"sv, "png"},
    Mark{0,
         "version https://git-lfs"sv,
         "not an image: a git-lfs pointer; fetch the file itself (git lfs pull)"},
    Mark{0, "\xff\xd8"sv, "JPEG is damaged (nothing follows its first marker)"},
    Mark{0, "\x89PN"sv, "PNG is damaged (its signature is broken, as by a text transfer)"},
    Mark{0, "GIF8"sv, "GIF: not supported; convert it to PNG"},
    Mark{0, "II*\0"sv, "TIFF: not supported; convert it to PNG"},
    Mark{0, "MM\0*"sv, "TIFF: not supported; convert it to PNG"},
    Mark{0, "II+\0"sv, "TIFF: not supported; convert it to PNG"},
    Mark{0, "MM\0+"sv, "TIFF: not supported; convert it to PNG"},
    Mark{8, "WEBP"sv, "WebP: not supported; convert it to PNG"},
    Mark{4, "jP  \r\n\x87\n"sv, "JPEG 2000: not supported; convert it to PNG"},
    Mark{0, "\xff\x4f\xff\x51"sv, "JPEG 2000: not supported; convert it to PNG"},
    Mark{4, "ftyp"sv, "HEIF, AVIF or video: not supported; convert it to PNG"},
    Mark{0, "8BPS"sv, "Photoshop file: not supported; convert it to PNG"},
    Mark{128, "DICM"sv, kDicom},
    Mark{344, "n+1\0"sv, "NIfTI: not decoded by the host; use a dataset that reads it"},
    Mark{0, "\x93NUMPY"sv, "NumPy array: not decoded by the host; use a dataset that reads it"},
    Mark{0, "\x89HDF\r\n\x1a\n"sv, "HDF5: not decoded by the host; use a dataset that reads it"},
    Mark{0, "\x1f\x8b"sv, "not an image: gzip; unpack it"},
    Mark{0, "PK\x03\x04"sv, "not an image: zip; unpack it"},
    Mark{0, "%PDF"sv, "not an image: PDF"},
    Mark{0, "BM"sv, "BMP: not supported; convert it to PNG"},
};

std::string lower_start(std::string_view text) {
  const std::size_t first = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
  std::string start(first == std::string_view::npos ? "" : text.substr(first, 16));
  for (char& c : start) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return start;
}

bool plain(char c) { return c >= ' ' && c <= '~'; }

bool is_text(std::string_view start) {
  return std::all_of(start.begin(), start.end(), [](char c) {
    return plain(c) || c == '\t' || c == '\r' || c == '\n' || static_cast<unsigned char>(c) >= 128;
  });
}

std::string first_words(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), plain);
  return std::string(text.begin(), end);
}

std::string first_bytes(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string shown;
  for (const char c : bytes.substr(0, 8)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += {' ', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return shown;
}

}  // namespace

std::string sniff(const std::vector<std::uint8_t>& bytes) {
  if (bytes.empty()) {
    return "not an image: the file is empty";
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const Mark& mark : kMarks) {
    if (text.size() > mark.at && text.substr(mark.at).starts_with(mark.bytes)) {
      return std::string(mark.kind);
    }
  }
  const std::string start = lower_start(text);
  for (const std::string_view tag : {"<!doctype html"sv, "<html"sv, "<head"sv, "<body"sv}) {
    if (start.starts_with(tag)) {
      return "not an image: HTML; a web page was saved in its place";
    }
  }
  if (start.starts_with("<?xml") || start.starts_with("<svg")) {
    return "not an image: XML or SVG";
  }
  const std::string_view head = text.substr(0, 512);
  if (is_text(head)) {
    return "not an image: text that begins with '" + first_words(head.substr(0, 40)) + "'";
  }
  return "not an image that is known; it begins with the bytes" + first_bytes(text);
}

}  // namespace tlhost::engine
