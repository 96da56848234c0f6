#include "host/check/toy_data.hpp"

#include "host/data/random.hpp"

#include <fstream>
#include <stdexcept>

namespace tlhost::engine {
namespace {

constexpr std::int64_t kSize = ToyData::kSize;

/// A pixel of a class before noise.
int ground(std::int64_t label, std::int64_t x, std::int64_t y) {
  switch (label) {
    case 0:
      return 40;
    case 1:
      return 190;
    case 2:
      return x % 2 == 0 ? 30 : 200;
    case 3:
      return y % 2 == 0 ? 30 : 200;
    default:
      return (x + y) % 2 == 0 ? 30 : 200;
  }
}

std::string image_of(std::int64_t label, const std::string& id) {
  Stream noise(17, "toy", {}, id);
  std::string bytes;
  for (std::int64_t i = 0; i < kSize * kSize; ++i) {
    bytes +=
        static_cast<char>(ground(label, i % kSize, i / kSize) + static_cast<int>(noise.below(50)));
  }
  return bytes;
}

/// The images of one part, class by class; rows and labels of those are added.
std::string part_of(const ToyRule& rule,
                    bool train,
                    std::vector<std::string>& ids,
                    std::vector<std::int64_t>& rows,
                    std::vector<std::int64_t>& labels) {
  std::string bytes;
  for (std::int64_t label = 0; label < rule.classes; ++label) {
    std::int64_t count = train ? rule.train : rule.validation;
    if (train && label + 1 == rule.classes && rule.last_class >= 0) {
      count = rule.last_class;
    }
    if (!train && label > 0 && rule.one_class_in_validation) {
      count = 0;
    }
    for (std::int64_t i = 0; i < count; ++i) {
      ids.push_back((train ? "train " : "validation ") + std::to_string(label) + "." +
                    std::to_string(i));
      rows.push_back(static_cast<std::int64_t>(ids.size()) - 1);
      labels.push_back(label);
      bytes += image_of(label, ids.back());
    }
  }
  return bytes;
}

FitData written(const std::string& path, const ToyRule& rule) {
  FitData data;
  for (std::int64_t label = 0; label < rule.classes; ++label) {
    data.classes.push_back("class " + std::to_string(label));
  }
  std::string bytes = part_of(rule, true, data.ids, data.train, data.train_labels);
  bytes += part_of(rule, false, data.ids, data.validation, data.validation_labels);
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  if (!file.flush()) {
    throw std::runtime_error("cannot write " + path);
  }
  return data;
}

}  // namespace

ToyData::ToyData(const std::string& folder, const ToyRule& rule)
    : data(written(folder + "/toy.u8", rule)),
      pixels_(folder + "/toy.u8", static_cast<std::int64_t>(data.ids.size()), kSize, 1),
      batches(pixels_, data.ids, normalise_, false) {}

}  // namespace tlhost::engine
