#include "host/weights/storage_types.hpp"

#include <array>

namespace tlhost::engine {
namespace {

struct StorageType {
  std::string_view name;
  at::ScalarType type;
};

// Complex numbers are no weights, but old files say with these names how long their data is.
constexpr std::array<StorageType, 12> kTypes{
    {{"FloatStorage", at::ScalarType::Float},
     {"DoubleStorage", at::ScalarType::Double},
     {"HalfStorage", at::ScalarType::Half},
     {"BFloat16Storage", at::ScalarType::BFloat16},
     {"LongStorage", at::ScalarType::Long},
     {"IntStorage", at::ScalarType::Int},
     {"ShortStorage", at::ScalarType::Short},
     {"CharStorage", at::ScalarType::Char},
     {"ByteStorage", at::ScalarType::Byte},
     {"BoolStorage", at::ScalarType::Bool},
     {"ComplexFloatStorage", at::ScalarType::ComplexFloat},
     {"ComplexDoubleStorage", at::ScalarType::ComplexDouble}}};

}  // namespace

std::optional<at::ScalarType> storage_type(std::string_view global) {
  for (const std::string_view module : {"torch.cuda.", "torch."}) {
    if (global.substr(0, module.size()) == module) {
      global.remove_prefix(module.size());
      break;
    }
  }
  for (const StorageType& each : kTypes) {
    if (each.name == global) {
      return each.type;
    }
  }
  return std::nullopt;
}

std::string storage_name(at::ScalarType type) {
  for (const StorageType& each : kTypes) {
    if (each.type == type && !c10::isComplexType(type)) {
      return std::string(each.name);
    }
  }
  return "";
}

}  // namespace tlhost::engine
