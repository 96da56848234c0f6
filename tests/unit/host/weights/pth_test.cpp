#include "host/weights/pth.hpp"

#include "host/weights/pickle.hpp"
#include "host/weights/weights_file.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/torch_catch.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace tlhost::engine;
using tlhost::test::TempFolder;
using namespace std::string_literals;

namespace {

std::string little(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i, value >>= 8) {
    bytes += static_cast<char>(value & 255);
  }
  return bytes;
}

std::string text(const std::string& value) { return "X" + little(value.size(), 4) + value; }

std::string number(std::int64_t value) {
  return "\x8a\x08" + little(static_cast<std::uint64_t>(value), 8);
}

std::uint64_t crc_of(const std::string& data) {
  return ::crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size());
}

/// A dict with one tensor of one dimension.
std::string one_tensor(std::int64_t size,
                       std::int64_t stride,
                       std::int64_t offset,
                       std::int64_t numel = 4,
                       const std::string& key = "0") {
  return "\x80\x02}"s + text("a") + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") +
         "ctorch\nFloatStorage\n" + text(key) + text("cpu") + number(numel) + "tQ" +
         number(offset) + number(size) + "\x85" + number(stride) + "\x85\x89}tRs.";
}

struct Item {
  std::string name, data;
  std::uint64_t claimed = 0;  ///< deflated, and said to unpack to this
};

/// A zip archive, written in the plainest way.
std::string zip_of(const std::vector<Item>& items) {
  std::string file, directory;
  for (const Item& item : items) {
    const std::uint64_t size = item.claimed == 0 ? item.data.size() : item.claimed;
    const std::string common = little(0, 2) + little(item.claimed == 0 ? 0 : 8, 2) + little(0, 4) +
                               little(crc_of(item.data), 4) + little(item.data.size(), 4) +
                               little(size, 4) + little(item.name.size(), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 2) + little(20, 2) + common + little(0, 10) +
                 little(file.size(), 4) + item.name;
    file += "PK\x03\x04" + little(20, 2) + common + item.name + item.data;
  }
  const std::string count = little(items.size(), 2);
  return file + directory + "PK\x05\x06" + little(0, 4) + count + count +
         little(directory.size(), 4) + little(file.size(), 4) + little(0, 2);
}

std::string archive(const std::string& pickle, const std::string& version = "3\n") {
  return zip_of(
      {{"x/data.pkl", pickle}, {"x/data/0", std::string(16, '\0')}, {"x/version", version}});
}

/// What is said about a file of these bytes; empty if it is read.
std::string complaint(const std::string& bytes, const std::string& name = "w.pth") {
  const TempFolder folder;
  std::ofstream(folder / name, std::ios::binary) << bytes;
  try {
    read_weights_file(folder / name);
  } catch (const tlhost::DataError& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& bytes, const std::string& part) {
  const std::string words = complaint(bytes);
  INFO(words);
  CHECK(words.find(part) != std::string::npos);
  return words.find(part) != std::string::npos;
}

std::string bytes_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("the plain archive of these tests is read", "[weights][pth]") {
  CHECK(complaint(archive(one_tensor(4, 1, 0))).empty());
  CHECK(complaint(archive(one_tensor(2, 2, 1))).empty());
}

TEST_CASE("a tensor outside its storage is refused", "[weights][pth]") {
  says(archive(one_tensor(5, 1, 0)), "outside its storage");
  says(archive(one_tensor(4, 2, 0)), "outside its storage");
  says(archive(one_tensor(4, 1, std::int64_t{1} << 40)), "outside its storage");
  says(archive(one_tensor(std::int64_t{1} << 62, std::int64_t{1} << 62, 0)), "2^63 or more");
  says(archive(one_tensor(4, 1, -1)), "offset of a tensor is no whole number");
  says(archive(one_tensor(-4, 1, 0)), "size of a tensor is no whole number");
  says(archive(one_tensor(4, -1, 0)), "stride of a tensor is no whole number");
}

TEST_CASE("a storage that is missing or has another size is refused", "[weights][pth]") {
  says(archive(one_tensor(4, 1, 0, 5)), "has 16 bytes, expected 20");
  says(archive(one_tensor(4, 1, 0, 4, "7")), "\"data/7\" is not in the file");
  says(archive(one_tensor(4, 1, 0, 4, "../../etc/passwd")), "is not in the file");
}

TEST_CASE("a tensor that repeats one number without end is refused", "[weights][pth]") {
  says(archive(one_tensor(std::int64_t{1} << 40, 0, 0)), "repeat their storage");
}

TEST_CASE("calls in a pickle are records, and nothing else", "[weights][pth]") {
  says(archive("\x80\x02"
               "cos\nsystem\n" +
               text("touch evil") + "\x85R."),
       "no tensors with names");
  says(archive("\x80\x02"
               "cbuiltins\neval\n" +
               text("1/0") + "\x85R."),
       "no tensors with names");
  CHECK_FALSE(std::filesystem::exists("evil"));
}

TEST_CASE("instructions that have nothing to work on are refused", "[weights][pth]") {
  for (const char* code : {"\x85", "\x87", "R", "\x81", "b", "s", "u", "a", "e", "Q", "t", "."}) {
    says(archive("\x80\x02"s + code + "."), "byte 2 of the pickle");
  }
  says(archive("\x80\x02N}b."), "a state is given to what has none");
  says(archive("\x80\x02]K\x01K\x02s."), "no dict");
  says(archive("\x80\x02h\x05."), "memo index 5 is not set");
  says(archive("\x80\x02Nr\xff\xff\xff\x7f."), "out of order");
  says(archive("\x80\x02X\xff\xff\xff\xff"), "it ends within an instruction");
  says(archive("\x80\x02\xff"), "instruction 255");
  says(archive("\x80\x09N."), "protocol 9");
}

TEST_CASE("containers without end end", "[weights][pth]") {
  says(archive("\x80\x02N" + std::string(2'000'000, '\x85') + "."), "levels deep");
  says(archive("\x80\x02" + std::string(4'000'001, ')') + "."), "instructions");
  says(archive("\x80\x02]q" + "\0h\0a."s), "no tensors with names");  // a list in itself
}

TEST_CASE("a name that stands twice is refused", "[weights][pth]") {
  const std::string one = one_tensor(4, 1, 0);
  const std::string item = one.substr(3, one.size() - 4);
  says(archive("\x80\x02}" + item + item + "."), "two tensors");
}

TEST_CASE("a version that is not known is refused", "[weights][pth]") {
  says(archive(one_tensor(4, 1, 0), "999\n"), "versions 1 to 10");
  says(archive(one_tensor(4, 1, 0), "abc"), "versions 1 to 10");
}

TEST_CASE("archives of something else are refused by name", "[weights][pth]") {
  says(zip_of({{"x/data.pkl", "N."}, {"x/constants.pkl", "N."}}),
       "a TorchScript program, not weights");
  says(zip_of({{"a.npy", ""}}), "not one of torch.save");
  says(zip_of({}), "not one of torch.save");
  says("\x80\x02K\x01.", "not one of torch.save");
}

TEST_CASE("an archive that lies about its entries is refused", "[weights][pth]") {
  const std::string good = archive(one_tensor(4, 1, 0));
  says(good.substr(0, good.size() - 30), "without its end");
  says(zip_of({{"x/data.pkl", "N."}, {"x/data.pkl", "N."}}), "two entries have the name");
  says(zip_of({{"x/data.pkl", std::string(1000, '\0'), 0xf0000000}}), "no plausible file");
  std::string moved = good;  // the second entry of the directory points to the first
  const std::size_t second = moved.rfind("PK\x01\x02", moved.rfind("PK\x01\x02") - 1);
  moved.replace(second + 42, 4, little(0, 4));
  says(moved, "has another header");
  std::string flipped = good;
  flipped[good.find("x/data/0") + 10] ^= 1;
  says(flipped, "its CRC is");
}

TEST_CASE("digits in a name are compared with the digest, but for dates", "[weights][pth]") {
  const std::string good = archive(one_tensor(4, 1, 0));
  CHECK(complaint(good, "net-0123abcd.pth").find("its name says 0123abcd") != std::string::npos);
  CHECK(complaint(good, "net-20230131.pth").empty());
  CHECK(complaint(good, "net-0123abcd.backup").empty());
  const TempFolder folder;
  std::ofstream(folder / "net.pth", std::ios::binary) << good;
  const std::string digits = read_weights_file(folder / "net.pth").sha256.substr(0, 8);
  CHECK(complaint(good, "net-" + digits + ".pth").empty());
}

TEST_CASE("what is written is read again, and the bytes repeat", "[weights][pth]") {
  const TempFolder folder;
  const tlhost::NamedTensors tensors{{"w", at::arange(6).reshape({2, 3}).t()},
                                     {"half", at::ones({3}, at::kHalf)},
                                     {"none", at::zeros({0, 4})},
                                     {"flag", at::ones({1}, at::kBool)}};
  write_pth(folder / "a.pth", tensors);
  write_pth(folder / "b.pth", tensors);
  CHECK(bytes_of(folder / "a.pth") == bytes_of(folder / "b.pth"));
  const WeightsFile file = read_weights_file(folder / "a.pth");
  CHECK(file.format == "pth");
  REQUIRE(file.tensors.size() == tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    CHECK(file.tensors[i].first == tensors[i].first);
    CHECK(file.tensors[i].second.scalar_type() == tensors[i].second.scalar_type());
    CHECK(at::equal(file.tensors[i].second, tensors[i].second));
  }
  CHECK_THROWS_AS(write_pth(folder / "c.pth", {{"", at::ones({1})}}), std::invalid_argument);
  CHECK_THROWS_AS(write_pth(folder / "c.pth", {{"a", at::ones({1}, at::kComplexFloat)}}),
                  std::invalid_argument);
}

TEST_CASE("no flipped bit gives other weights", "[weights][pth]") {
  const TempFolder folder;
  const std::string path = folder / "w.pth";
  const at::Tensor tensor = at::arange(60).to(at::kFloat).reshape({5, 12});
  write_pth(path, {{"layer.weight", tensor}, {"layer.bias", tensor[0]}});
  const std::string good = bytes_of(path);
  int equal = 0;
  std::size_t bit = 0;
  for (int i = 0; i < 1000; ++i) {
    bit = (bit + 7919) % (8 * good.size());
    std::string flipped = good;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    std::ofstream(path, std::ios::binary) << flipped;
    try {
      const WeightsFile file = read_weights_file(path);
      INFO("bit " << bit);
      REQUIRE(file.tensors.size() == 2);
      REQUIRE(file.tensors[0].first == "layer.weight");
      REQUIRE(file.tensors[1].first == "layer.bias");
      REQUIRE(at::equal(file.tensors[0].second, tensor));
      REQUIRE(at::equal(file.tensors[1].second, tensor[0]));
      ++equal;
    } catch (const tlhost::DataError&) {  // what is expected of most flips
    }
  }
  CHECK(equal < 500);  // the padding and what only other systems look at
}
