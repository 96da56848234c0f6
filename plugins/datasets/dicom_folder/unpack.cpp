#include "unpack.hpp"

#include "byte_file.hpp"
#include "pixels.hpp"
#include "run_lengths.hpp"

#include <tlhost/error.hpp>

#include <gdcmImageReader.h>
#include <gdcmTrace.h>

#include <exception>

namespace tlhost {
namespace dicom_folder {
namespace {

/// Items up to the end of the sequence, each within the file: the first is a table of offsets.  Of
/// run lengths each other one is a frame.
void check_fragments(const std::string& path, const Header& header) {
  ByteFile file(path);
  file.go_to(header.pixels_at);
  const bool run_lengths = header.syntax == kRunLengths;
  for (std::int64_t items = 0;; ++items) {
    const std::uint32_t group = file.u16(), element = file.u16(), length = file.u32();
    if (group == 0xfffeU && element == 0xe0ddU && length == 0 && items > 1 &&
        (!run_lengths || items == header.frames + 1)) {
      return;
    }
    if (group != 0xfffeU || element != 0xe000U || length == 0xffffffffU) {
      throw DataError("DICOM is damaged (its compressed pixels are no fragments)");
    }
    if (run_lengths && items > 0) {
      check_run_lengths(file.bytes(length), header);
    } else {
      file.skip(length);
    }
  }
}

void check_agreement(const gdcm::Image& image, const Header& header) {
  const unsigned int* sides = image.GetDimensions();
  const std::int64_t frames = image.GetNumberOfDimensions() > 2 ? sides[2] : 1;
  const gdcm::PixelFormat& format = image.GetPixelFormat();
  if (sides[0] != header.columns || sides[1] != header.rows || frames != header.frames ||
      format.GetBitsAllocated() != header.bits_allocated || format.GetSamplesPerPixel() != 1 ||
      image.GetBufferLength() != static_cast<std::uint64_t>(frame_bytes(header) * frames)) {
    throw DataError("DICOM is damaged (its compressed pixels are not of the size that it states)");
  }
}

}  // namespace

std::vector<std::uint8_t> unpack(const std::string& path, const Header& header) {
  check_fragments(path, header);
  try {
    gdcm::ImageReader reader;
    reader.SetFileName(path.c_str());
    if (!reader.Read()) {
      throw DataError("DICOM cannot be decoded, " + supported_syntax(header.syntax));
    }
    check_agreement(reader.GetImage(), header);
    std::vector<std::uint8_t> bytes(reader.GetImage().GetBufferLength());
    if (!reader.GetImage().GetBuffer(reinterpret_cast<char*>(bytes.data()))) {
      throw DataError("DICOM cannot be decoded, " + supported_syntax(header.syntax));
    }
    return bytes;
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw DataError(std::string("DICOM cannot be decoded (") + error.what() + ")");
  }
}

void silence_gdcm() {
  gdcm::Trace::DebugOff();
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
}

}  // namespace dicom_folder
}  // namespace tlhost
