#pragma once
#include <c10/core/ScalarType.h>

#include <optional>
#include <string>
#include <string_view>

namespace tlhost::engine {

/// The type of a storage's elements by the class that a pickle names, "torch.FloatStorage" or
/// "torch.cuda.FloatStorage"; nothing for classes that are not known.
std::optional<at::ScalarType> storage_type(std::string_view global);
/// The class without its module, "FloatStorage"; empty for types that no file holds.
std::string storage_name(at::ScalarType type);

}  // namespace tlhost::engine
