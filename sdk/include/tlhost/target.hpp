#pragma once
#include <tlhost/record.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// The data that a strategy may see.  There is no word for the test part.
enum class Part : std::uint8_t { train, validation };

/// Facts of the target, taken from the labels that this run may use.
struct TargetInfo {
  std::string name;
  Labelling labelling = Labelling::multiclass;
  std::vector<std::string> classes;
  std::vector<std::int64_t> counts;        ///< training samples (positives) of each class
  std::int64_t train = 0, validation = 0;  ///< samples
  std::int64_t image_size = 0, channels = 0;
};

/// Where the starting weights come from.
struct SourceInfo {
  std::string name;
  bool pretrained = false;            ///< false: scratch
  std::vector<std::string> datasets;  ///< that it learnt from here, oldest first
  std::vector<std::string> classes;   ///< of its own head; empty: none
};

}  // namespace v1
}  // namespace tlhost
