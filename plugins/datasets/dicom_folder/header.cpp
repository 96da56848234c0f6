#include "header.hpp"

#include "elements.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

// A file is 128 bytes, "DICM", the elements of group 2, which are explicit little endian and name
// the transfer syntax, and the others in that syntax, by ascending tag.  An element is a tag, in
// explicit syntax its type, a length, and its value, which may be a sequence of items of elements.
// GDCM checks little of this and ends the process where it is wrong, so it is all checked here.

namespace tlhost {
namespace dicom_folder {
namespace {

constexpr std::uint32_t kUndefined = Element::kUndefined, kItem = 0xfffee000U,
                        kItemEnd = 0xfffee00dU, kSequenceEnd = 0xfffee0ddU, kPixels = 0x7fe00010U;
constexpr int kMostDepth = 16;

/// Where an element stands: values in other sequences are not those of the picture.
enum class Place { top, shared, per_frame, other };

class HeaderReader {
 public:
  explicit HeaderReader(const std::string& path) : elements_(path), file_(elements_.file()) {}

  Header read() {
    file_.skip(128);
    if (file_.text(4) != "DICM") {
      throw DataError("not DICOM (no \"DICM\" behind 128 bytes)");
    }
    read_meta();
    elements_.set_explicit(header_.syntax != "1.2.840.10008.1.2");
    read_elements(file_.size(), 0, Place::top, false);
    return header_;
  }

 private:
  void read_meta() {
    while (file_.left() >= 8) {
      const std::uint64_t before = file_.at();
      const std::uint16_t group = file_.u16();
      file_.go_to(before);
      if (group != 2) {
        break;
      }
      const Element element = elements_.next();
      if (element.tag == 0x00020010U) {
        header_.syntax = elements_.text_of(element);
      } else {
        file_.skip(element.length);
      }
    }
    if (header_.syntax.empty()) {
      throw DataError("DICOM is damaged (it names no transfer syntax)");
    }
    for (const auto& [uid, name] : {std::pair{"1.2.840.10008.1.2.2", "big endian"},
                                    std::pair{"1.2.840.10008.1.2.1.99", "deflated"}}) {
      if (header_.syntax == uid) {
        throw DataError(std::string("transfer syntax ") + uid + " (" + name +
                        "): not supported; convert it to explicit little endian");
      }
    }
  }

  /// To `end`, or, if `open`, to the item's own end.
  void read_elements(std::uint64_t end, int depth, Place place, bool open) {
    if (depth > kMostDepth) {
      throw DataError("DICOM with sequences deeper than " + std::to_string(kMostDepth));
    }
    while (file_.at() < end) {
      const Element element = elements_.next();
      if (open && element.tag == kItemEnd) {
        return;
      }
      if (place == Place::top && element.tag == kPixels) {
        header_.has_pixels = true;
        header_.packed = element.length == kUndefined;
        header_.pixels_at = file_.at();
        header_.pixels_size = header_.packed ? 0 : element.length;
        return;
      }
      read_element(element, depth, place);
    }
    if (open) {
      throw DataError("DICOM is damaged (an item does not end)");
    }
  }

  /// Implicit files state no type, and "UN" hides it: what the header depends on is known by tag.
  static bool is_sequence(const Element& element) {
    const bool hidden = element.type.empty() || element.type == "UN";
    static constexpr std::array<std::uint32_t, 5> kSequences = {
        0x00283000U,
        0x52009229U,
        0x52009230U,  // modality table; shared and per-frame groups
        0x00289145U,
        0x00289132U};  // within these: slope and intercept, window
    const bool known =
        std::find(kSequences.begin(), kSequences.end(), element.tag) != kSequences.end();
    return element.type == "SQ" || element.length == kUndefined || (hidden && known);
  }

  void read_element(const Element& element, int depth, Place place) {
    if (is_sequence(element)) {
      header_.has_table |= place == Place::top && element.tag == 0x00283000U;
      const bool before = elements_.is_explicit();
      elements_.set_explicit(before && element.type != "UN");  // unknown sequences are implicit
      read_sequence(element.length, depth + 1, place_below(element.tag, place));
      elements_.set_explicit(before);
    } else if (!take(element, place)) {
      file_.skip(element.length);
    }
  }

  static Place place_below(std::uint32_t tag, Place place) {
    if (place != Place::top) {
      return place;
    }
    return tag == 0x52009229U   ? Place::shared
           : tag == 0x52009230U ? Place::per_frame
                                : Place::other;
  }

  void read_sequence(std::uint32_t length, int depth, Place place) {
    const bool open = length == kUndefined;
    const std::uint64_t end = open ? file_.size() : file_.at() + length;
    if (end > file_.size()) {
      file_.skip(length);
    }
    while (file_.at() < end) {
      const Element item = elements_.next();
      if (open && item.tag == kSequenceEnd) {
        return;
      }
      if (item.tag != kItem) {
        throw DataError("DICOM is damaged (" + place_text(item.tag) + " at " +
                        std::to_string(file_.at()) + " is no item of a sequence)");
      }
      const bool open_item = item.length == kUndefined;
      if (!open_item && item.length > end - file_.at()) {
        throw DataError("DICOM is damaged (an item at " + std::to_string(file_.at()) +
                        " is longer than its sequence)");
      }
      read_elements(open_item ? end : file_.at() + item.length, depth, place, open_item);
    }
    if (open) {
      throw DataError("DICOM is damaged (a sequence does not end)");
    }
  }

  /// Whether the element was wanted and read.
  bool take(const Element& element, Place place) {
    return (place == Place::top && (take_shape(element) || take_name(element))) ||
           (place != Place::other && take_values(element, place));
  }

  bool take_shape(const Element& element) {
    static const std::map<std::uint32_t, std::int64_t Header::*> kShorts = {
        {0x00280002U, &Header::samples},
        {0x00280010U, &Header::rows},
        {0x00280011U, &Header::columns},
        {0x00280100U, &Header::bits_allocated},
        {0x00280101U, &Header::bits_stored},
        {0x00280102U, &Header::high_bit}};
    const auto found = kShorts.find(element.tag);
    if (found != kShorts.end()) {
      header_.*(found->second) = elements_.short_of(element);
    } else if (element.tag == 0x00280103U) {
      header_.is_signed = elements_.short_of(element) != 0;
    } else if (element.tag == 0x00280006U) {
      header_.by_plane = elements_.short_of(element) != 0;
    } else if (element.tag == 0x00280008U) {
      const double frames = elements_.number_of(element);
      if (frames < 1 || frames > 1e6 || frames != std::floor(frames)) {
        throw DataError("DICOM is damaged (its number of frames is none)");
      }
      header_.frames = static_cast<std::int64_t>(frames);
    } else {
      return false;
    }
    return true;
  }

  bool take_name(const Element& element) {
    static const std::map<std::uint32_t, std::string Header::*> kNames = {
        {0x00080018U, &Header::sop},
        {0x00100020U, &Header::patient},
        {0x0020000dU, &Header::study},
        {0x00280004U, &Header::photometric}};
    const auto found = kNames.find(element.tag);
    if (found == kNames.end()) {
      return false;
    }
    header_.*(found->second) = elements_.text_of(element);
    return true;
  }

  bool take_values(const Element& element, Place place) {
    const std::uint32_t tag = element.tag;
    if (tag != 0x00281050U && tag != 0x00281051U && tag != 0x00281052U && tag != 0x00281053U &&
        tag != 0x00281056U) {
      return false;
    }
    if (place == Place::per_frame) {
      header_.per_frame = true;
      return false;
    }
    if (element.length == 0) {
      return false;
    }
    if (tag == 0x00281052U) {
      header_.intercept = elements_.number_of(element);
    } else if (tag == 0x00281053U) {
      header_.slope = elements_.number_of(element);
    } else {
      take_window(element);
    }
    return true;
  }

  void take_window(const Element& element) {
    if (!header_.window) {
      header_.window = StatedWindow{};
    }
    if (element.tag == 0x00281050U) {
      header_.window->centre = elements_.number_of(element);
    } else if (element.tag == 0x00281051U) {
      header_.window->width = elements_.number_of(element);
    } else {
      header_.window->function = elements_.text_of(element);
    }
  }

  Elements elements_;
  ByteFile& file_;
  Header header_;
};

}  // namespace

bool is_dicom(const std::string& path) {
  try {
    ByteFile file(path);
    file.skip(128);
    return file.text(4) == "DICM";
  } catch (const DataError&) {
    return false;
  }
}

Header read_header(const std::string& path) {
  Header header = HeaderReader(path).read();
  if (header.window && header.window->width == 0) {
    header.window.reset();  // a function without a window
  }
  return header;
}

std::string supported_syntax(const std::string& uid) {
  static const std::map<std::string, const char*> kKnown = {
      {"1.2.840.10008.1.2", "implicit little endian"},
      {"1.2.840.10008.1.2.1", "explicit little endian"},
      {kRunLengths, "RLE"},
      {"1.2.840.10008.1.2.4.50", "JPEG"},
      {"1.2.840.10008.1.2.4.57", "JPEG lossless"},
      {"1.2.840.10008.1.2.4.70", "JPEG lossless"},
      {"1.2.840.10008.1.2.4.80", "JPEG-LS"},
      {"1.2.840.10008.1.2.4.90", "JPEG 2000"}};
  const auto found = kKnown.find(uid);
  return found == kKnown.end() ? "" : std::string(found->second) + " (" + uid + ")";
}

}  // namespace dicom_folder
}  // namespace tlhost
