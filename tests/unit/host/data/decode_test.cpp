#include "host/data/random.hpp"
#include "host/data/view.hpp"
#include "tests/unit/host/data/decoding.hpp"

#include <turbojpeg.h>

#include <cstdlib>
#include <string>

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using tlhost::Image;
using tlhost::engine::decode_image;
using namespace tlhost::test;

namespace {

Bytes cmyk_jpeg() {
  const Bytes pixels(16 * 16 * 4, 90);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const tjhandle encoder = tjInitCompress();
  tjCompress2(encoder,
              pixels.data(),
              16,
              0,
              16,
              TJPF_CMYK,
              &out,
              &size,
              TJSAMP_444,
              90,
              TJFLAG_ACCURATEDCT);
  Bytes bytes(out, out + size);
  tjFree(out);
  tjDestroy(encoder);
  return bytes;
}

/// Bytes put behind a JPEG's first marker as a segment.
Bytes with_segment(const Bytes& jpeg, std::uint8_t marker, const Bytes& data) {
  Bytes bytes(jpeg.begin(), jpeg.begin() + 2);
  const std::size_t size = data.size() + 2;
  bytes.insert(
      bytes.end(),
      {0xff, marker, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)});
  bytes.insert(bytes.end(), data.begin(), data.end());
  bytes.insert(bytes.end(), jpeg.begin() + 2, jpeg.end());
  return bytes;
}

Bytes followed_by(Bytes bytes, std::string_view tail) {
  bytes.insert(bytes.end(), tail.begin(), tail.end());
  return bytes;
}

}  // namespace

TEST_CASE("a JPEG decodes to RGB or grey as it was stored", "[data][decode]") {
  // One colour survives JPEG but for rounding; blue, green, red in OpenCV's order.
  const cv::Mat one(16, 24, CV_8UC3, cv::Scalar(50, 100, 200));
  const Image image = decode_image(encoded(one, ".jpg", {cv::IMWRITE_JPEG_QUALITY, 95}));
  check_size(image, 16, 24, 3);
  for (std::size_t i = 0; i < image.bytes.size(); i += 3) {
    REQUIRE(std::abs(image.bytes[i] - 200) <= 2);
    REQUIRE(std::abs(image.bytes[i + 1] - 100) <= 2);
    REQUIRE(std::abs(image.bytes[i + 2] - 50) <= 2);
  }
  check_size(decode_image(encoded(picture(9, 8, CV_8UC1), ".jpg")), 9, 8, 1);
}

TEST_CASE("a progressive JPEG decodes to the pixels of a baseline one", "[data][decode]") {
  const cv::Mat mat = picture(40, 33);
  const Image baseline = decode_image(encoded(mat, ".jpg"));
  const Image progressive = decode_image(encoded(mat, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1}));
  CHECK(baseline.bytes == progressive.bytes);
  // The same library behind another door.
  CHECK(baseline.bytes == rgb(cv::imdecode(encoded(mat, ".jpg"), cv::IMREAD_COLOR)));
}

TEST_CASE("a JPEG that was cut is refused wherever it was cut", "[data][decode]") {
  const cv::Mat mat = picture(120, 160);
  for (const int progressive : {0, 1}) {
    const Bytes whole = encoded(mat, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, progressive});
    for (const std::size_t percent : {1U, 10U, 25U, 50U, 75U, 90U, 99U}) {
      CAPTURE(progressive, percent);
      CHECK_THAT(refusal(first_part(whole, percent)), Contains("JPEG"));
    }
    CHECK_THAT(refusal(first_part(whole, 50)),
               StartsWith("JPEG ends early or is damaged (") && Contains("Premature end"));
  }
}

TEST_CASE("a JPEG without its end marker is refused", "[data][decode]") {
  Bytes bytes = encoded(picture(16, 16), ".jpg");
  bytes.erase(bytes.end() - 2, bytes.end());
  CHECK_THAT(refusal(bytes), StartsWith("JPEG ends early or is damaged ("));
}

TEST_CASE("a JPEG whose header lies about its size is refused", "[data][decode]") {
  const Bytes bytes = encoded(picture(64, 64), ".jpg");
  CHECK(refusal(with_frame_side(bytes, 0, 64)) == "accepted");
  CHECK_THAT(refusal(with_frame_side(bytes, 0, 128)), StartsWith("JPEG ends early or is damaged"));
  CHECK_THAT(refusal(with_frame_side(bytes, 2, 128)), StartsWith("JPEG ends early or is damaged"));
  CHECK_THAT(refusal(with_frame_side(bytes, 0, 0)), Contains("JPEG"));
  CHECK_THAT(refusal(with_frame_side(with_frame_side(bytes, 0, 65500), 2, 65500)),
             Contains("image of 65500 x 65500 pixels") && Contains("at most 100000000 pixels"));
}

TEST_CASE("a JPEG of one or three bytes is refused", "[data][decode]") {
  CHECK_THAT(refusal({0xff, 0xd8}), Contains("nothing follows its first marker"));
  CHECK_THAT(refusal({0xff, 0xd8, 0xff}), Contains("JPEG"));
}

TEST_CASE("a CMYK JPEG is refused by name", "[data][decode]") {
  CHECK(refusal(cmyk_jpeg()) == "CMYK JPEG: not supported; convert it to RGB");
}

TEST_CASE("EXIF orientation is ignored", "[data][decode]") {
  const Bytes plain = encoded(picture(8, 24), ".jpg");
  const Bytes exif = bytes_of(std::string_view(
      "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 32));
  const Image image = decode_image(with_segment(plain, 0xe1, exif));
  check_size(image, 8, 24, 3);
  CHECK(image.bytes == decode_image(plain).bytes);
}

TEST_CASE("bytes behind the picture are ignored", "[data][decode]") {
  const std::string_view zip = "PK\x03\x04 and more";
  const Bytes jpeg = encoded(picture(8, 8), ".jpg");
  const Bytes png = encoded(picture(8, 8), ".png");
  CHECK(decode_image(followed_by(jpeg, zip)).bytes == decode_image(jpeg).bytes);
  CHECK(decode_image(followed_by(png, zip)).bytes == decode_image(png).bytes);
}

TEST_CASE("the letters DICM inside a picture reach no DICOM reader", "[data][decode]") {
  const Bytes jpeg = with_segment(encoded(picture(8, 8), ".jpg"), 0xfe, Bytes(300, 'D'));
  Bytes marked = jpeg;
  std::copy_n("DICM", 4, marked.begin() + 128);
  CHECK(decode_image(marked).bytes == decode_image(jpeg).bytes);
  HandPng png{200, 1};
  png.scanlines = Bytes(201, 'x');
  png.scanlines[0] = 0;
  // Pixel data begins at byte 8 + 25 + 8 + 7 of the file.
  std::copy_n("DICM", 4, png.scanlines.begin() + 80);
  CHECK(std::string_view(reinterpret_cast<const char*>(png.bytes().data()) + 128, 4) == "DICM");
  CHECK(decode_image(png.bytes()).bytes == Bytes(png.scanlines.begin() + 1, png.scanlines.end()));
}

TEST_CASE("images too large are refused by their header", "[data][decode]") {
  const auto sized = [](std::uint32_t width, std::uint32_t height) {
    return refusal(HandPng{width, height, 1, 0, 0, {0, 0}}.bytes());
  };
  CHECK(sized(100000, 100000) ==
        "image of 100000 x 100000 pixels; expected sides from 1 to 65535 and at most 100000000 "
        "pixels");
  CHECK_THAT(sized(20000, 20000), StartsWith("image of 20000 x 20000 pixels"));
  CHECK_THAT(sized(32767, 32767), StartsWith("image of 32767 x 32767 pixels"));
  CHECK_THAT(sized(0x7fffffff, 0x7fffffff), StartsWith("image of 2147483647 x"));
  CHECK_THAT(sized(0xffffffff, 2), StartsWith("image of 4294967295 x 2 pixels"));
  CHECK_THAT(sized(65536, 1), StartsWith("image of 65536 x 1 pixels"));
  CHECK_THAT(sized(0, 5), StartsWith("image of 0 x 5 pixels"));
  CHECK_THAT(sized(65535, 1), StartsWith("PNG is damaged"));
}

TEST_CASE("what is neither JPEG nor PNG is refused with its kind", "[data][decode]") {
  Bytes dicom(132, 0);
  std::copy_n("DICM", 4, dicom.begin() + 128);
  CHECK_THAT(refusal(dicom), StartsWith("DICOM: not decoded by the host"));
  CHECK(refusal({}) == "not an image: the file is empty");
  const cv::Mat mat = picture(64, 64);
  CHECK_THAT(refusal(encoded(mat, ".bmp")), StartsWith("BMP"));
  CHECK_THAT(refusal(encoded(mat, ".tiff")), StartsWith("TIFF"));
  CHECK_THAT(refusal(encoded(mat, ".webp")), StartsWith("WebP"));
  CHECK_THAT(refusal(encoded(mat, ".jp2")), StartsWith("JPEG 2000"));
}

TEST_CASE("300 mutants of a JPEG are decoded or refused, never worse", "[data][decode]") {
  tlhost::engine::Stream stream(1, "test.mutants");
  const Bytes colour = encoded(picture(48, 40), ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  const Bytes grey = encoded(picture(48, 40, CV_8UC1), ".jpg");
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    Bytes bytes = i % 2 == 0 ? colour : grey;
    for (std::uint64_t hits = 1 + stream.below(4); hits > 0; --hits) {
      bytes[stream.below(bytes.size())] = static_cast<std::uint8_t>(stream.below(256));
    }
    refused += refusal(bytes) == "accepted" ? 0 : 1;
  }
  CHECK(refused > 30);
}
