#include "host/weights/safetensors_header.hpp"

#include "host/weights/duplicate_key.hpp"
#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

using namespace tlhost::engine;

namespace {

/// A header of one tensor "a" that has these members.
std::string tensor_a(const std::string& members) { return "{\"a\":{" + members + "}}"; }

/// A tensor of bytes that covers [begin, end).
std::string bytes_tensor(const std::string& name, int begin, int end) {
  return "\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[" + std::to_string(end - begin) +
         "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

struct Hostile {
  std::string header;
  std::string message;  ///< part of it
};

}  // namespace

TEST_CASE("hostile headers are refused with the reason", "[weights][safetensors]") {
  const std::string object = "is not an object of dtype, shape and data_offsets";
  const std::string count = "not a whole one from 0 to 2^63 - 1";
  const Hostile cases[] = {
      {"", "the header is not a JSON object"},
      {" {}", "the header is not a JSON object"},
      {"[]", "the header is not a JSON object"},
      {"{} {}", "the header is not a JSON object"},
      {"{\"a\":", "the header is not a JSON object"},
      {"{\"a\":NaN}", "the header is not a JSON object"},
      {std::string("{}\0", 3), "the header is not a JSON object"},
      {"{\"\xff\":1}", "the header is not a JSON object"},
      {"{\"a\":" + std::string(100000, '['), "the header is not a JSON object"},
      {"{\"a\":1}", object},
      {"{\"a\":{}}", object},
      {tensor_a(R"("dtype":"U8","shape":[4],"data_offsets":[0,4],"more":1)"), object},
      {tensor_a(R"("dtype":"U8","shape":[4],"offsets":[0,4])"), "has no list \"data_offsets\""},
      {tensor_a(R"("dtype":"U8","shape":4,"data_offsets":[0,4])"), "has no list \"shape\""},
      {tensor_a(R"("dtype":8,"shape":[4],"data_offsets":[0,4])"), "has no dtype"},
      {tensor_a(R"("dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4])"),
       "unknown dtype \"F8_E4M3\"; known are F64 F32"},
      {tensor_a(R"("dtype":"u8","shape":[4],"data_offsets":[0,4])"), "unknown dtype \"u8\""},
      {tensor_a(R"("dtype":"U8","shape":[-4],"data_offsets":[0,4])"), count},
      {tensor_a(R"("dtype":"U8","shape":[4.0],"data_offsets":[0,4])"), count},
      {tensor_a(R"("dtype":"U8","shape":["4"],"data_offsets":[0,4])"), count},
      {tensor_a(R"("dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,4])"), count},
      {tensor_a(R"("dtype":"U8","shape":[4],"data_offsets":[0,4,8])"), "not [begin, end]"},
      {tensor_a(R"("dtype":"U8","shape":[4],"data_offsets":[-1,3])"), count},
      {tensor_a(R"("dtype":"U8","shape":[4],"data_offsets":[4,0])"), "data_offsets [4, 0]"},
      {tensor_a(R"("dtype":"U8","shape":[3],"data_offsets":[0,4])"), "take 3 bytes"},
      {tensor_a(R"("dtype":"U8","shape":[9223372036854775807,2],"data_offsets":[0,4])"),
       "overflows"},
      {tensor_a(R"("dtype":"F64","shape":[1152921504606846976],"data_offsets":[0,4])"),
       "overflows"},
      {tensor_a(R"("dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0])"),
       "overflows"},
      {tensor_a(R"("dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0])"),
       "overflows"},
      {tensor_a(R"("dtype":"U8","shape":[5],"data_offsets":[0,5])"), "ends at byte 5 of 4 bytes"},
      {tensor_a(
           R"("dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807])"),
       "ends at byte 9223372036854775807"},
      {"{" + bytes_tensor("a", 0, 3) + "," + bytes_tensor("b", 2, 4) + "}",
       "tensor \"b\" overlaps the one before it at byte 2"},
      {"{" + bytes_tensor("a", 0, 4) + "," + bytes_tensor("b", 0, 4) + "}", "overlaps"},
      {"{" + bytes_tensor("a", 0, 1) + "," + bytes_tensor("b", 2, 4) + "}",
       "bytes 1 to 2 of the data belong to no tensor"},
      {"{" + bytes_tensor("a", 1, 4) + "}", "bytes 0 to 1 of the data belong to no tensor"},
      {"{" + bytes_tensor("a", 0, 3) + "}", "1 bytes follow the last tensor"},
      {"{}", "4 bytes follow the last tensor"},
      {"{" + bytes_tensor("a", 0, 4) + "," + bytes_tensor("a", 0, 4) + "}", "has \"a\" twice"},
      {"{" + bytes_tensor("a", 0, 4) + "," + bytes_tensor("\\u0061", 0, 4) + "}",
       "has \"a\" twice"},
      {tensor_a(R"("dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4])"),
       "has \"dtype\" twice"},
      {R"({"__metadata__":{"k":"1","k":"2"}})", "has \"k\" twice"},
      {R"({"__metadata__":1})", "__metadata__ is not an object"},
      {R"({"__metadata__":{"k":1}})", "__metadata__ \"k\" is not text"}};
  for (const auto& [header, message] : cases) {
    INFO(header.substr(0, 200));
    CHECK_THROWS_AS(parse_safetensors_header(header, 4), tlhost::DataError);
    CHECK_THROWS_WITH(parse_safetensors_header(header, 4), Catch::Contains(message));
  }
  CHECK(parse_safetensors_header("{" + bytes_tensor("a", 0, 4) + "}", 4).tensors.size() == 1);
}

TEST_CASE("a header has a limit of tensors and of dimensions", "[weights][safetensors]") {
  std::string header = "{";
  for (std::size_t i = 0; i < kMaxTensors; ++i) {
    header += bytes_tensor(std::to_string(i), 0, 0) + ",";
  }
  header.back() = '}';
  CHECK(parse_safetensors_header(header, 0).tensors.size() == kMaxTensors);
  header.back() = ',';
  header += bytes_tensor("more", 0, 0) + "}";
  CHECK_THROWS_WITH(parse_safetensors_header(header, 0),
                    Catch::Contains("more than 100000 tensors"));

  std::string shape = "1";
  for (std::size_t i = 1; i < kMaxDimensions; ++i) {
    shape += ",1";
  }
  const auto with_shape = [](const std::string& sizes) {
    return tensor_a("\"dtype\":\"U8\",\"shape\":[" + sizes + "],\"data_offsets\":[0,1]");
  };
  CHECK(parse_safetensors_header(with_shape(shape), 1).tensors[0].shape.size() == 64);
  CHECK_THROWS_WITH(parse_safetensors_header(with_shape(shape + ",1"), 1),
                    Catch::Contains("has 65 dimensions; at most 64 are read"));
}

TEST_CASE("the bytes of a shape are a checked product", "[weights][safetensors]") {
  std::uint64_t bytes = 0;
  CHECK((tensor_bytes({}, 8, bytes) && bytes == 8));
  CHECK((tensor_bytes({2, 3}, 4, bytes) && bytes == 24));
  CHECK((tensor_bytes({2, 0, 3}, 4, bytes) && bytes == 0));
  const std::int64_t two62 = std::int64_t{1} << 62;
  CHECK((tensor_bytes({two62}, 1, bytes) && bytes == std::uint64_t{1} << 62));
  CHECK_FALSE(tensor_bytes({two62}, 2, bytes));
  CHECK_FALSE(tensor_bytes({two62, 0, two62}, 1, bytes));
}

TEST_CASE("a key that stands twice in one object is found, in two objects it is none",
          "[weights][json]") {
  CHECK(duplicate_key(R"({"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]})") == std::nullopt);
  CHECK(duplicate_key(R"({"a":1,"b":{"c":2,"c":3}})") == "c");
  CHECK(duplicate_key(R"({"":1,"":2})") == "");
  CHECK(duplicate_key(R"({"é":1,"\u00e9":2})") == "é");
  CHECK(duplicate_key("{\"a\":1,\"a\"") == "a");
  CHECK(duplicate_key("nonsense") == std::nullopt);
}
