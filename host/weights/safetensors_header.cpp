#include "host/weights/safetensors_header.hpp"

#include "host/weights/duplicate_key.hpp"

#include <tlhost/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace tlhost::engine {

namespace {

constexpr std::array<ElementType, 10> kElementTypes = {{{"F64", at::kDouble, 8},
                                                        {"F32", at::kFloat, 4},
                                                        {"F16", at::kHalf, 2},
                                                        {"BF16", at::kBFloat16, 2},
                                                        {"I64", at::kLong, 8},
                                                        {"I32", at::kInt, 4},
                                                        {"I16", at::kShort, 2},
                                                        {"I8", at::kChar, 1},
                                                        {"U8", at::kByte, 1},
                                                        {"BOOL", at::kBool, 1}}};

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string_view view(const boost::json::string& text) { return {text.data(), text.size()}; }

/// A whole number from 0 to 2^63 - 1.
std::uint64_t parse_count(const boost::json::value& value, const std::string& where) {
  if (!value.is_int64() || value.get_int64() < 0) {
    throw DataError(where + " has a number that is not a whole one from 0 to 2^63 - 1");
  }
  return static_cast<std::uint64_t>(value.get_int64());
}

const boost::json::array& parse_list(const boost::json::object& object,
                                     const char* name,
                                     const std::string& where) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) {
    throw DataError(where + " has no list " + quoted(name));
  }
  return value->get_array();
}

std::map<std::string, std::string> parse_metadata(const boost::json::value& value) {
  std::map<std::string, std::string> metadata;
  if (!value.is_object()) {
    throw DataError("__metadata__ is not an object");
  }
  for (const auto& member : value.get_object()) {
    const std::string name(member.key().data(), member.key().size());
    if (!member.value().is_string()) {
      throw DataError("__metadata__ " + quoted(name) + " is not text");
    }
    metadata[name] = std::string(view(member.value().get_string()));
  }
  return metadata;
}

const ElementType* parse_type(const boost::json::object& object, const std::string& where) {
  const auto* value = object.if_contains("dtype");
  if (value == nullptr || !value->is_string()) {
    throw DataError(where + " has no dtype");
  }
  const auto* type = element_type(view(value->get_string()));
  if (type == nullptr) {
    std::string known;
    for (const auto& each : kElementTypes) {
      known += " " + std::string(each.name);
    }
    throw DataError(where + " has the unknown dtype " + quoted(view(value->get_string())) +
                    "; known are" + known);
  }
  return type;
}

TensorPlace parse_tensor(const std::string& name, const boost::json::value& value) {
  const std::string where = "tensor " + quoted(name);
  const auto* object = value.if_object();
  if (object == nullptr || object->size() != 3) {
    throw DataError(where + " is not an object of dtype, shape and data_offsets");
  }
  TensorPlace place{.name = name, .type = parse_type(*object, where), .shape = {}};
  const auto& shape = parse_list(*object, "shape", where);
  if (shape.size() > kMaxDimensions) {
    throw DataError(where + " has " + std::to_string(shape.size()) + " dimensions; at most " +
                    std::to_string(kMaxDimensions) + " are read");
  }
  for (const auto& size : shape) {
    place.shape.push_back(static_cast<std::int64_t>(parse_count(size, where)));
  }
  const auto& offsets = parse_list(*object, "data_offsets", where);
  if (offsets.size() != 2) {
    throw DataError(where + " has data_offsets that are not [begin, end]");
  }
  place.begin = parse_count(offsets[0], where);
  place.end = parse_count(offsets[1], where);
  std::uint64_t bytes = 0;
  if (!tensor_bytes(place.shape, place.type->bytes, bytes)) {
    throw DataError(where + " has a shape whose size overflows");
  }
  if (place.begin > place.end || place.end - place.begin != bytes) {
    throw DataError(where + " has data_offsets [" + std::to_string(place.begin) + ", " +
                    std::to_string(place.end) + "], but its shape and dtype take " +
                    std::to_string(bytes) + " bytes");
  }
  return place;
}

/// The tensors lie end to end from the first byte of the data to its last.
void check_cover(const std::vector<TensorPlace>& tensors, std::uint64_t data_bytes) {
  std::vector<const TensorPlace*> order;
  for (const auto& tensor : tensors) {
    order.push_back(&tensor);
  }
  std::sort(order.begin(), order.end(), [](const TensorPlace* a, const TensorPlace* b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  std::uint64_t reached = 0;
  for (const auto* tensor : order) {
    const std::string where = "tensor " + quoted(tensor->name);
    if (tensor->end > data_bytes) {
      throw DataError(where + " ends at byte " + std::to_string(tensor->end) + " of " +
                      std::to_string(data_bytes) + " bytes of data; the file is cut");
    }
    if (tensor->begin < reached) {
      throw DataError(where + " overlaps the one before it at byte " +
                      std::to_string(tensor->begin) + " of the data");
    }
    if (tensor->begin > reached) {
      throw DataError("bytes " + std::to_string(reached) + " to " + std::to_string(tensor->begin) +
                      " of the data belong to no tensor");
    }
    reached = tensor->end;
  }
  if (reached != data_bytes) {
    throw DataError(std::to_string(data_bytes - reached) + " bytes follow the last tensor");
  }
}

template <typename Match>
const ElementType* find_type(Match match) {
  const auto found = std::find_if(kElementTypes.begin(), kElementTypes.end(), match);
  return found != kElementTypes.end() ? &*found : nullptr;
}

}  // namespace

const ElementType* element_type(std::string_view name) {
  return find_type([&](const ElementType& each) { return each.name == name; });
}

const ElementType* element_type(at::ScalarType type) {
  return find_type([&](const ElementType& each) { return each.type == type; });
}

bool tensor_bytes(const std::vector<std::int64_t>& shape,
                  std::uint64_t element_bytes,
                  std::uint64_t& bytes) {
  // An empty dimension counts as one while the product is formed: [0, 2^62, 2^62] has no elements,
  // but strides that overflow.
  std::int64_t largest = static_cast<std::int64_t>(element_bytes);
  bool empty = false;
  for (const std::int64_t size : shape) {
    empty = empty || size == 0;
    if (__builtin_mul_overflow(largest, std::max<std::int64_t>(size, 1), &largest)) {
      return false;
    }
  }
  bytes = empty ? 0 : static_cast<std::uint64_t>(largest);
  return true;
}

SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t data_bytes) {
  boost::json::error_code error;
  const boost::json::string_view json(text.data(), text.size());
  const auto value =
      !text.empty() && text.front() == '{' ? boost::json::parse(json, error) : nullptr;
  if (error || !value.is_object()) {
    throw DataError("the header is not a JSON object");
  }
  if (const auto twice = duplicate_key(text)) {
    throw DataError("the header has " + quoted(*twice) + " twice");
  }
  SafetensorsHeader header;
  for (const auto& member : value.get_object()) {
    const std::string name(member.key().data(), member.key().size());
    if (name == kMetadataName) {
      header.metadata = parse_metadata(member.value());
    } else if (header.tensors.size() == kMaxTensors) {
      throw DataError("the header has more than " + std::to_string(kMaxTensors) + " tensors");
    } else {
      header.tensors.push_back(parse_tensor(name, member.value()));
    }
  }
  check_cover(header.tensors, data_bytes);
  return header;
}

}  // namespace tlhost::engine
