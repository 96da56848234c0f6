#include "host/weights/safetensors.hpp"

#include "host/log/problem.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/torch_catch.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

using namespace tlhost::engine;
using tlhost::NamedTensors;
using tlhost::test::TempFolder;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put_bytes(const std::string& path, const std::string& bytes) {
  std::remove(path.c_str());  // ext4 brings a file that is cut to nothing to the disk at once: slow
  std::ofstream(path, std::ios::binary) << bytes;
}

/// The 8 bytes of a length, little-endian, and the header.
std::string with_length(const std::string& header) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) {
    bytes += static_cast<char>(header.size() >> (8 * i) & 255);
  }
  return bytes + header;
}

bool same_bits(const at::Tensor& a, const at::Tensor& b) {
  const auto one = a.contiguous(), two = b.contiguous();
  return one.scalar_type() == two.scalar_type() && one.sizes() == two.sizes() &&
         (one.numel() == 0 || std::memcmp(one.data_ptr(), two.data_ptr(), one.nbytes()) == 0);
}

/// Every bit pattern of a 16-bit type, or many of a wider one, NaN payloads among them.
at::Tensor many_bits(at::ScalarType type) {
  if (type == at::kBool) {
    return at::arange(64).remainder(3).eq(0).view({8, 8});
  }
  std::vector<unsigned char> bytes(1 << 17);
  std::uint32_t state = 1;
  for (auto& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<unsigned char>(state >> 24);
  }
  if (type == at::kHalf || type == at::kBFloat16) {
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
      bytes[i] = static_cast<unsigned char>(i / 2 & 255);
      bytes[i + 1] = static_cast<unsigned char>(i / 2 >> 8);
    }
  }
  const auto count = static_cast<std::int64_t>(bytes.size() / at::elementSize(type));
  return at::from_blob(bytes.data(), {count}, type).clone();
}

std::string message_of(const std::string& path) {
  try {
    read_safetensors(path);
  } catch (const tlhost::DataError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

// Reference: written by hand from the description of the format.  The header has 149 bytes and
// 3 spaces of padding: 152 = 0x98, a multiple of 8.
TEST_CASE("the bytes of a file are those of the format's description", "[weights][safetensors]") {
  const TempFolder folder;
  const at::Tensor flags = at::tensor({255, 0, 255}, at::kByte);
  const at::Tensor weight = at::tensor({1.0F, -2.0F}).view({1, 2});
  write_safetensors(folder / "f", {{"flags", flags}, {"w\"", weight}}, {{"z", "1"}, {"a", "é"}});
  const std::string header = R"({"__metadata__":{"a":"é","z":"1"},)"
                             R"("flags":{"dtype":"U8","shape":[3],"data_offsets":[8,11]},)"
                             R"("w\"":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})";
  REQUIRE(header.size() == 149);
  const std::string expected = std::string("\x98\0\0\0\0\0\0\0", 8) + header + "   " +
                               std::string("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8) +
                               std::string("\xff\x00\xff", 3);
  CHECK(bytes_of(folder / "f") == expected);
  const Safetensors read = read_safetensors(folder / "f");
  REQUIRE(read.tensors.size() == 2);
  CHECK(read.tensors[0].first == "flags");  // the given order, though the data lie otherwise
  CHECK(read.tensors[1].first == "w\"");
  CHECK(same_bits(read.tensors[0].second, flags));
  CHECK(same_bits(read.tensors[1].second, weight));
  CHECK(read.metadata == std::map<std::string, std::string>{{"a", "é"}, {"z", "1"}});
}

TEST_CASE("a file of another writer is read: no padding, any order, no metadata",
          "[weights][safetensors]") {
  const TempFolder folder;
  put_bytes(folder / "f",
            with_length("{\"b\": {\"shape\": [2], \"data_offsets\": [4, 6], \"dtype\": "
                        "\"I8\"},\n \"a\":{\"dtype\":\"I32\",\"shape\":[],"
                        "\"data_offsets\":[0,4]}} ") +
                std::string("\x05\x00\x00\x00\x01\xff", 6));
  const Safetensors read = read_safetensors(folder / "f");
  REQUIRE(read.tensors.size() == 2);
  CHECK(read.tensors[0].first == "b");
  CHECK(read.tensors[0].second.equal(at::tensor({1, -1}, at::kChar)));
  CHECK(read.tensors[1].second.dim() == 0);
  CHECK(read.tensors[1].second.item<int>() == 5);
  put_bytes(folder / "empty", with_length("{}"));
  CHECK(read_safetensors(folder / "empty").tensors.empty());
}

TEST_CASE("every dtype comes back bit by bit, NaN payloads too", "[weights][safetensors]") {
  const TempFolder folder;
  NamedTensors tensors;
  for (const auto type : {at::kBool,
                          at::kByte,
                          at::kChar,
                          at::kShort,
                          at::kInt,
                          at::kLong,
                          at::kBFloat16,
                          at::kHalf,
                          at::kFloat,
                          at::kDouble}) {
    const std::string name = at::toString(type);
    tensors.emplace_back(name, many_bits(type));
    tensors.emplace_back(name + ".scalar", many_bits(type).flatten()[1]);
    tensors.emplace_back(name + ".empty", at::empty({2, 0, 3}, type));
  }
  write_safetensors(folder / "f", tensors);
  const Safetensors read = read_safetensors(folder / "f");
  REQUIRE(read.tensors.size() == tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    INFO(tensors[i].first);
    CHECK(read.tensors[i].first == tensors[i].first);
    CHECK(same_bits(read.tensors[i].second, tensors[i].second));
  }
  CHECK(read.metadata.empty());
  const std::string once = bytes_of(folder / "f");
  write_safetensors(folder / "g", read.tensors);
  CHECK(bytes_of(folder / "g") == once);
}

TEST_CASE("views are written as what they show", "[weights][safetensors]") {
  const TempFolder folder;
  const at::Tensor base = at::arange(24, at::kFloat).view({2, 3, 4});
  const at::Tensor imaginary =
      at::imag(at::complex(base, base).conj());  // carries the negative bit
  const NamedTensors tensors = {{"transposed", base.permute({2, 0, 1})},
                                {"strided", base.slice(2, 0, 4, 2)},
                                {"expanded", base.select(0, 1).unsqueeze(0).expand({5, 3, 4})},
                                {"gradient", base.clone().requires_grad_()},
                                {"negative", imaginary}};
  write_safetensors(folder / "f", tensors);
  const Safetensors read = read_safetensors(folder / "f");
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    INFO(tensors[i].first);
    CHECK(read.tensors[i].second.equal(tensors[i].second.detach()));
    CHECK(read.tensors[i].second.is_contiguous());
    CHECK_FALSE(read.tensors[i].second.requires_grad());
  }
}

TEST_CASE("what is read owns its memory", "[weights][safetensors]") {
  const TempFolder folder;
  write_safetensors(folder / "f", {{"a", at::ones({4})}, {"b", at::ones({4})}});
  const Safetensors read = read_safetensors(folder / "f");
  read.tensors[0].second.fill_(7);
  write_safetensors(folder / "f", {{"a", at::zeros({4})}});
  CHECK(read.tensors[0].second.equal(at::full({4}, 7.0F)));
  CHECK(read.tensors[1].second.equal(at::ones({4})));
}

TEST_CASE("what the format cannot hold is a bug of the caller", "[weights][safetensors]") {
  const TempFolder folder;
  const at::Tensor good = at::ones({2});
  const auto refused = [&](const NamedTensors& tensors) {
    CHECK_THROWS_AS(write_safetensors(folder / "f", tensors), std::invalid_argument);
  };
  refused({{"a", at::Tensor()}});
  refused({{"a", at::complex(good, good)}});
  refused({{"a", good.to_sparse()}});
  refused({{"a", good}, {"a", good}});
  refused({{"__metadata__", good}});
  refused({{"\xff", good}});
  CHECK_THROWS_WITH(write_safetensors(folder / "f", {{"a", at::complex(good, good)}}),
                    Catch::Contains("the format has no dtype ComplexFloat"));
  CHECK_FALSE(std::ifstream(folder / "f").good());
}

TEST_CASE("weights that cannot be written are a refusal", "[weights][safetensors][disk]") {
  const TempFolder folder;
  try {
    write_safetensors(folder / "none/f", {{"a", at::ones({2})}});
    FAIL("written");
  } catch (const Refusal& refusal) {
    CHECK(refusal.exit() == Exit::disk);
    CHECK(refusal.problems()[0].code == "DISK-WRITE");
  }
}

TEST_CASE("a file that is no safetensors file is named for what it looks like",
          "[weights][safetensors]") {
  const TempFolder folder;
  const auto message = [&](const std::string& bytes) {
    put_bytes(folder / "f", bytes);
    return message_of(folder / "f");
  };
  CHECK(message("") == folder / "f: is not a safetensors file: it has only 0 bytes");
  CHECK_THAT(message("<!DOCTYPE html>"),
             Catch::EndsWith("it looks like a web page: the download went wrong"));
  CHECK_THAT(message("version https://git-lfs.github.com/spec/v1\n"),
             Catch::Contains("git-LFS pointer"));
  CHECK_THAT(message(std::string("PK\x03\x04\0\0\x08\x08\0\0", 10)),
             Catch::Contains("zip archive"));
  CHECK_THAT(message("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j"), Catch::Contains("Python pickle"));
  CHECK_THAT(message("\x1f\x8b\x08\x08\x01\x02\x03\x04\x05"), Catch::Contains("gzip"));
  CHECK_THAT(message_of(folder / "none"),
             Catch::EndsWith("none: cannot be read: No such file or directory"));
  CHECK_THAT(message_of(folder.path()), Catch::Contains("it is a folder"));
}

TEST_CASE("a header length that cannot be true is refused before any memory is taken",
          "[weights][safetensors]") {
  const TempFolder folder;
  put_bytes(folder / "f", std::string("\0\0\0\0\0\0\0\x80{}", 10));
  CHECK_THAT(message_of(folder / "f"), Catch::Contains("a header of 9223372036854775808 bytes"));
  put_bytes(folder / "f", std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10));
  CHECK_THAT(message_of(folder / "f"), Catch::Contains("a header of 18446744073709551615 bytes"));
  put_bytes(folder / "f",
            std::string("\x01\0\0\x01\0\0\0\0", 8) + std::string((16 << 20) + 1, ' '));
  CHECK_THAT(message_of(folder / "f"), Catch::Contains("at most 16777216 are read"));
  put_bytes(folder / "f", std::string("\x03\0\0\0\0\0\0\0{}", 10));
  CHECK_THAT(message_of(folder / "f"),
             Catch::EndsWith("is cut: the header has 3 bytes, the file 10"));
}

TEST_CASE("a file that is cut anywhere, or goes on, is refused", "[weights][safetensors]") {
  const TempFolder folder;
  write_safetensors(
      folder / "f", {{"a", at::ones({3})}, {"b", at::ones({2}, at::kByte)}}, {{"k", "v"}});
  const std::string bytes = bytes_of(folder / "f");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    INFO(size);
    put_bytes(folder / "cut", bytes.substr(0, size));
    CHECK_THROWS_AS(read_safetensors(folder / "cut"), tlhost::DataError);
  }
  put_bytes(folder / "long", bytes + '\0');
  CHECK_THAT(message_of(folder / "long"), Catch::EndsWith("long: 1 bytes follow the last tensor"));
}

TEST_CASE("flipped bits of a header are refused or read, never a crash", "[weights][safetensors]") {
  const TempFolder folder;
  write_safetensors(
      folder / "f", {{"a", at::ones({3})}, {"b", at::ones({2}, at::kBool)}}, {{"k", "v"}});
  const std::string bytes = bytes_of(folder / "f");
  const std::size_t header_end = bytes.size() - 14;
  int refused = 0;
  for (std::size_t bit = 0; bit < header_end * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    put_bytes(folder / "flipped", flipped);
    try {
      const Safetensors read = read_safetensors(folder / "flipped");
      for (const auto& [name, tensor] : read.tensors) {
        CHECK(std::isfinite(tensor.to(at::kDouble).sum().item<double>()));  // looks at each byte
      }
    } catch (const tlhost::DataError&) {
      ++refused;
    }
  }
  CHECK(header_end * 8 > 300);
  CHECK(refused > 300);
}

TEST_CASE("a bool that is neither true nor false is refused", "[weights][safetensors]") {
  const TempFolder folder;
  put_bytes(folder / "f",
            with_length(R"({"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}})") + "\x01\x02");
  CHECK_THAT(message_of(folder / "f"),
             Catch::EndsWith("tensor \"a\" is BOOL but has bytes that are not 0 or 1"));
}
