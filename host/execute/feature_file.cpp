#include "host/execute/feature_file.hpp"

#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstring>
#include <string_view>

namespace tlhost::engine {
namespace {

constexpr std::size_t kBlockBytes = 16 << 20;

}  // namespace

void write_features(const std::string& folder, const at::Tensor& features) {
  const at::Tensor raw = features.contiguous();
  const std::string_view bytes(static_cast<const char*>(raw.data_ptr()), raw.nbytes());
  std::string blocks;
  for (std::size_t at = 0; at < bytes.size(); at += kBlockBytes) {
    blocks += sha256_hex(bytes.substr(at, kBlockBytes)) + "\n";
  }
  const boost::json::value shape{{"rows", raw.size(0)},
                                 {"columns", raw.size(1)},
                                 {"dtype", raw.scalar_type() == at::kBFloat16 ? "BF16" : "F32"}};
  write_file_atomically(folder + "/features.bin", bytes);
  write_file_atomically(folder + "/blocks.txt", blocks);
  write_file_atomically(folder + "/shape.json", boost::json::serialize(shape));
}

at::Tensor read_features(const std::string& folder) {
  const boost::json::value shape = boost::json::parse(read_file(folder + "/shape.json"));
  const std::string bytes = read_file(folder + "/features.bin");
  const auto dtype = shape.at("dtype").as_string() == "BF16" ? at::kBFloat16 : at::kFloat;
  at::Tensor features =
      at::empty({shape.at("rows").as_int64(), shape.at("columns").as_int64()}, dtype);
  if (features.nbytes() != bytes.size()) {
    throw DataError(folder + "/features.bin: " + std::to_string(bytes.size()) +
                    " bytes, its shape needs " + std::to_string(features.nbytes()));
  }
  std::memcpy(features.data_ptr(), bytes.data(), bytes.size());
  return features;
}

}  // namespace tlhost::engine
