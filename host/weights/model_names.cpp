#include "host/weights/model_names.hpp"

#include "host/weights/name_maps.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tlhost::engine {
namespace {

using Tensors = std::map<std::string, at::Tensor>;

constexpr std::array<std::string_view, 6> kWrappers{
    {"module.", "state_dict.", "model.", "backbone.", "encoder.", "net."}};

/// The names without the first wrapper that some of them have; empty if none has one, or if two
/// names would become one.
Tensors without_wrapper(const Tensors& tensors) {
  for (const std::string_view wrapper : kWrappers) {
    Tensors without;
    bool wrapped = false;
    for (const auto& [name, tensor] : tensors) {
      const bool this_one = name.compare(0, wrapper.size(), wrapper) == 0;
      without.emplace(this_one ? name.substr(wrapper.size()) : name, tensor);
      wrapped = wrapped || this_one;
    }
    if (wrapped && without.size() == tensors.size()) {
      return without;
    }
  }
  return {};
}

/// The same tensors under the model's names; of two that would have one name the second keeps its
/// own.
Tensors renamed(const Tensors& tensors, const WeightNames* rules) {
  if (rules == nullptr) {
    return tensors;
  }
  Tensors under;
  for (const auto& [name, tensor] : tensors) {
    std::string ours = name;
    rules->rename(ours);
    if (!ours.empty() && !under.emplace(ours, tensor).second) {
      under.emplace(name, tensor);
    }
  }
  return under;
}

/// The same tensors under torchvision's names.
Tensors translated(const Tensors& tensors, const NameMap& map) {
  std::vector<std::string> theirs;
  for (const auto& item : tensors) {
    theirs.push_back(item.first);
  }
  const std::vector<std::string> ours = renamed(map, theirs);
  Tensors under;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    under.emplace(ours[i], tensors.at(theirs[i]));
  }
  return under.size() == tensors.size() ? under : tensors;
}

/// What the tensors may mean: as they are, and as files of other libraries.
std::vector<ModelNames> meanings(const Tensors& tensors, const WeightNames* rules) {
  std::vector<ModelNames> all{{renamed(tensors, rules), ""}};
  for (const NameMap& map : name_maps()) {
    if (tensors.count(map.sign) != 0) {
      all.push_back({renamed(translated(tensors, map), rules), map.library});
    }
  }
  return all;
}

}  // namespace

ModelNames under_model_names(const NamedTensors& found,
                             const std::set<std::string>& names,
                             const WeightNames* rules) {
  const auto known = [&names](const ModelNames& of) {
    return std::count_if(of.tensors.begin(), of.tensors.end(), [&names](const auto& entry) {
      return names.count(entry.first) != 0;
    });
  };
  std::optional<ModelNames> best;
  for (Tensors tried(found.begin(), found.end()); !tried.empty(); tried = without_wrapper(tried)) {
    for (ModelNames& meaning : meanings(tried, rules)) {
      if (!best || known(meaning) > known(*best)) {
        best = std::move(meaning);
      }
    }
  }
  return best.value_or(ModelNames{});
}

}  // namespace tlhost::engine
