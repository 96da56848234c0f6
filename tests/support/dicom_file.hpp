#pragma once
#include <cstdint>
#include <string>

namespace tlhost::test {

namespace detail {

inline std::string dicom_number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) {
    text += static_cast<char>(value >> (8 * i));
  }
  return text;
}

inline std::string dicom_element(std::uint32_t tag,
                                 const std::string& type,
                                 std::string value,
                                 char fill = ' ') {
  value += value.size() % 2 == 0 ? "" : std::string(1, fill);
  const auto size = static_cast<std::uint32_t>(value.size());
  const std::string length =
      type == "OW" ? dicom_number(0, 2) + dicom_number(size, 4) : dicom_number(size, 2);
  return dicom_number(tag >> 16, 2) + dicom_number(tag & 0xffffU, 2) + type + length + value;
}

}  // namespace detail

/// A DICOM file of 2 x 2 grey pixels of 8 bits, explicit little endian, with a window.  patient: a
/// letter and a number; each has a study of that number.
inline std::string small_dicom(const std::string& patient, const std::string& pixels) {
  using detail::dicom_element;
  using detail::dicom_number;
  std::string file = std::string(128, '\0') + "DICM";
  file += dicom_element(0x00020010, "UI", "1.2.840.10008.1.2.1", '\0');
  file += dicom_element(0x00100020, "LO", patient);
  file += dicom_element(0x0020000d, "UI", "1.2." + patient.substr(1), '\0');
  file += dicom_element(0x00280002, "US", dicom_number(1, 2));
  file += dicom_element(0x00280004, "CS", "MONOCHROME2");
  for (const std::uint32_t side : {0x00280010U, 0x00280011U}) {
    file += dicom_element(side, "US", dicom_number(2, 2));
  }
  file += dicom_element(0x00280100, "US", dicom_number(8, 2));
  file += dicom_element(0x00280101, "US", dicom_number(8, 2));
  file += dicom_element(0x00280102, "US", dicom_number(7, 2));
  file += dicom_element(0x00281050, "DS", "128");
  file += dicom_element(0x00281051, "DS", "256");
  return file + dicom_element(0x7fe00010, "OW", pixels);
}

}  // namespace tlhost::test
