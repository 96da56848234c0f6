#include "host/store/canonical_json.hpp"
#include "host/store/file_ops.hpp"
#include "host/weights/safetensors.hpp"
#include "host/weights/safetensors_header.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>
#include <stdexcept>

static_assert(std::endian::native == std::endian::little,
              "the format's bytes are used as they lie");

namespace tlhost::engine {

namespace {

/// Where each tensor goes; `order` is that of the data.
struct FilePlan {
  std::vector<TensorPlace> places;
  std::vector<std::size_t> order;
};

TensorPlace check_tensor(const std::string& name, const at::Tensor& tensor) {
  const auto refuse = [&](const std::string& why) {
    throw std::invalid_argument("tensor \"" + name + "\" cannot be written: " + why);
  };
  if (!tensor.defined() || !tensor.device().is_cpu() || tensor.layout() != at::kStrided) {
    refuse("it is not a dense tensor in CPU memory");
  }
  const auto* type = element_type(tensor.scalar_type());
  if (type == nullptr) {
    refuse(std::string("the format has no dtype ") + at::toString(tensor.scalar_type()));
  }
  if (name == kMetadataName || tensor.dim() > static_cast<std::int64_t>(kMaxDimensions)) {
    refuse("its name is taken, or it has more than 64 dimensions");
  }
  return {.name = name, .type = type, .shape = tensor.sizes().vec()};
}

FilePlan plan_file(const NamedTensors& tensors) {
  if (tensors.size() > kMaxTensors) {
    throw std::invalid_argument("a safetensors file holds at most 100,000 tensors");
  }
  FilePlan plan;
  std::set<std::string> names;
  for (const auto& [name, tensor] : tensors) {
    plan.places.push_back(check_tensor(name, tensor));
    if (!names.insert(name).second) {
      throw std::invalid_argument("two tensors have the name \"" + name + "\"");
    }
  }
  plan.order.resize(tensors.size());
  std::iota(plan.order.begin(), plan.order.end(), std::size_t{0});
  std::stable_sort(plan.order.begin(), plan.order.end(), [&](std::size_t a, std::size_t b) {
    return plan.places[a].type->bytes > plan.places[b].type->bytes;
  });
  std::uint64_t reached = 0;
  for (const std::size_t i : plan.order) {
    plan.places[i].begin = reached;
    reached += static_cast<std::uint64_t>(tensors[i].second.numel()) * plan.places[i].type->bytes;
    plan.places[i].end = reached;
  }
  return plan;
}

void append_place(std::string& out, const TensorPlace& place) {
  append_json_string(out, place.name);
  out += ":{\"dtype\":\"" + std::string(place.type->name) + "\",\"shape\":[";
  for (std::size_t i = 0; i < place.shape.size(); ++i) {
    out += (i == 0 ? "" : ",") + std::to_string(place.shape[i]);
  }
  out +=
      "],\"data_offsets\":[" + std::to_string(place.begin) + "," + std::to_string(place.end) + "]}";
}

/// Length, JSON and padding.
std::string header_text(const FilePlan& plan, const std::map<std::string, std::string>& metadata) {
  std::string json = "{";
  if (!metadata.empty()) {
    json += "\"" + std::string(kMetadataName) + "\":{";
    for (const auto& [name, text] : metadata) {
      json += json.back() == '{' ? "" : ",";
      append_json_string(json, name);
      json += ":";
      append_json_string(json, text);
    }
    json += "}";
  }
  for (const auto& place : plan.places) {
    json += json.size() == 1 ? "" : ",";
    append_place(json, place);
  }
  json += "}";
  json.append((8 - json.size() % 8) % 8, ' ');
  if (json.size() > kMaxHeaderBytes) {
    throw std::invalid_argument("the header of a safetensors file has at most 16 MiB");
  }
  std::string length;
  for (int i = 0; i < 8; ++i) {
    length += static_cast<char>(json.size() >> (8 * i) & 255);
  }
  return length + json;
}

}  // namespace

void write_safetensors(const std::string& path,
                       const NamedTensors& tensors,
                       const std::map<std::string, std::string>& metadata) {
  const FilePlan plan = plan_file(tensors);
  const std::string header = header_text(plan, metadata);
  AtomicFile file(path);
  file.append(header);
  for (const std::size_t i : plan.order) {
    const at::Tensor tensor = tensors[i].second.detach().resolve_neg().contiguous();
    if (tensor.numel() > 0) {
      file.append({static_cast<const char*>(tensor.data_ptr()),
                   static_cast<std::size_t>(plan.places[i].end - plan.places[i].begin)});
    }
  }
  file.commit();
}

}  // namespace tlhost::engine
