#pragma once
#include <tlhost/record.hpp>

#include <string>
#include <vector>

namespace tlhost {
namespace medmnist {

/// One of the twelve sets of two-dimensional images.
struct MedSet {
  const char* flag;  ///< as the files are called: "pathmnist"
  Labelling labelling;
  std::int32_t channels;
  std::vector<std::string> classes;  ///< in label order
  const char* licence;
};

/// Errors: std::out_of_range for another flag.
const MedSet& set_of(const std::string& flag);

}  // namespace medmnist
}  // namespace tlhost
