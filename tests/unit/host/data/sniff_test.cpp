#include "host/data/view.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

using Catch::Matchers::StartsWith;
using tlhost::engine::sniff;
using namespace tlhost::test;

namespace {

std::string kind(std::string_view text) { return sniff(bytes_of(text)); }

}  // namespace

TEST_CASE("the first bytes tell JPEG and PNG", "[data][sniff]") {
  CHECK(sniff(encoded(picture(4, 4), ".jpg")) == "jpeg");
  CHECK(sniff(encoded(picture(4, 4), ".png")) == "png");
}

TEST_CASE("files that were saved by mistake are named", "[data][sniff]") {
  CHECK(kind("") == "not an image: the file is empty");
  CHECK_THAT(kind("version https://git-lfs.github.com/spec/v1\noid sha256:1234\nsize 12\n"),
             StartsWith("not an image: a git-lfs pointer; fetch the file itself"));
  CHECK_THAT(kind("\xef\xbb\xbf\n <!DOCTYPE HTML><p>404"), StartsWith("not an image: HTML"));
  CHECK_THAT(kind("<html><body>"), StartsWith("not an image: HTML"));
  CHECK_THAT(kind("<?xml version='1.0'?>"), StartsWith("not an image: XML or SVG"));
  CHECK_THAT(kind("\x1f\x8b\x08"), StartsWith("not an image: gzip"));
  CHECK_THAT(kind("PK\x03\x04"), StartsWith("not an image: zip"));
  CHECK(kind("id,label\na,1\n") == "not an image: text that begins with 'id,label'");
  CHECK(kind("\x01") == "not an image that is known; it begins with the bytes 01");
  CHECK(kind("a") == "not an image: text that begins with 'a'");
  CHECK(kind(" \n\t") == "not an image: text that begins with ' '");
  CHECK(sniff(Bytes(200, 0)) ==
        "not an image that is known; it begins with the bytes 00 00 00 00 00 00 00 00");
}

TEST_CASE("image formats that are not let in are named", "[data][sniff]") {
  CHECK_THAT(kind("GIF89a"), StartsWith("GIF: not supported"));
  CHECK_THAT(kind(std::string_view("II*\0", 4)), StartsWith("TIFF"));
  CHECK_THAT(kind(std::string_view("MM\0*", 4)), StartsWith("TIFF"));
  CHECK_THAT(kind("BM1234"), StartsWith("BMP"));
  CHECK_THAT(kind("RIFF1234WEBPVP8 "), StartsWith("WebP"));
  CHECK_THAT(kind(std::string_view("\0\0\0\x0cjP  \r\n\x87\n", 12)), StartsWith("JPEG 2000"));
  CHECK_THAT(kind("\xff\x4f\xff\x51"), StartsWith("JPEG 2000"));
  CHECK_THAT(kind("\x89PNG\n\x1a\n1234"), StartsWith("PNG is damaged (its signature"));
  Bytes dicom(128, 0);
  CHECK_THAT(sniff(dicom), StartsWith("not an image that is known"));
  dicom.insert(dicom.end(), {'D', 'I', 'C', 'M'});
  CHECK_THAT(sniff(dicom), StartsWith("DICOM"));
}
