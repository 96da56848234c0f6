#include "host/weights/weights_file.hpp"

#include "host/store/digest.hpp"
#include "host/weights/safetensors.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/torch_catch.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <fstream>
#include <string>

using tlhost::engine::read_weights_file;
using tlhost::test::TempFolder;

namespace {

std::string complaint(const std::string& bytes) {
  const TempFolder folder;
  std::ofstream(folder / "w.pth", std::ios::binary) << bytes;
  try {
    read_weights_file(folder / "w.pth");
  } catch (const tlhost::DataError& error) {
    return error.what();
  }
  return "";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a file is read by what it is, not by its name", "[weights][file]") {
  const TempFolder folder;
  tlhost::engine::write_safetensors(folder / "w.pth", {{"a", at::ones({2, 3})}});
  const auto file = read_weights_file(folder / "w.pth");
  CHECK(file.format == "safetensors");
  CHECK(file.sha256 == tlhost::engine::sha256_file(folder / "w.pth"));
  REQUIRE(file.tensors.size() == 1);
  CHECK(at::equal(file.tensors[0].second, at::ones({2, 3})));
}

TEST_CASE("a length of safetensors that looks like a pickle's sign is a length",
          "[weights][file]") {
  const TempFolder folder;
  const std::string path = folder / "w.safetensors";
  std::string name = "a";
  for (int i = 0; i < 700; ++i, name += "a") {  // one of the headers has 640 bytes: "\x80\x02"
    tlhost::engine::write_safetensors(path, {{name, at::ones({1})}});
    std::ifstream stream(path, std::ios::binary);
    if (stream.get() == 0x80 && stream.get() == 0x02) {
      CHECK(read_weights_file(path).format == "safetensors");
      return;
    }
  }
  FAIL("no header had that length");
}

TEST_CASE("what is mistaken for weights is called by its name", "[weights][file]") {
  CHECK(holds(complaint(""), "w.pth: the file is empty"));
  CHECK(holds(complaint("version https://git-lfs.github.com/spec/v1\noid"), "Git LFS"));
  CHECK(holds(complaint("<!DOCTYPE html><html>"), "HTML"));
  CHECK(holds(complaint(std::string(257, 'x') + "ustar" + std::string(300, 'x')), "tar archive"));
  CHECK(holds(complaint("\x89HDF\r\n\x1a\n"), "HDF5"));
  CHECK(holds(complaint("\x1f\x8b\x08 ..."), "gzip"));
  CHECK_FALSE(complaint("no weights at all, only a few words of text").empty());
}

TEST_CASE("a file that cannot be opened says why", "[weights][file]") {
  CHECK_THROWS_AS(read_weights_file("/nowhere/w.pth"), tlhost::DataError);
  CHECK_THROWS_WITH(read_weights_file("/nowhere/w.pth"),
                    "/nowhere/w.pth: cannot be read: No such file or directory");
}
