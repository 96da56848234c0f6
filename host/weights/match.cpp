#include "host/weights/match.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::array<std::string_view, 6> kWrappers{
    {"module.", "state_dict.", "model.", "backbone.", "encoder.", "net."}};

std::string shape_text(const at::Tensor& tensor) {
  std::string text = "[";
  for (const std::int64_t size : tensor.sizes()) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  }
  return text + "]";
}

/// The names without the first wrapper that some of them have; empty if none has one, or if two
/// names would become one.
std::map<std::string, at::Tensor> without_wrapper(
    const std::map<std::string, at::Tensor>& tensors) {
  for (const std::string_view wrapper : kWrappers) {
    std::map<std::string, at::Tensor> without;
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
std::map<std::string, at::Tensor> renamed(const std::map<std::string, at::Tensor>& tensors,
                                          const WeightNames* rules) {
  if (rules == nullptr) {
    return tensors;
  }
  std::map<std::string, at::Tensor> under;
  for (const auto& [name, tensor] : tensors) {
    std::string ours = name;
    rules->rename(ours);
    if (!ours.empty() && !under.emplace(ours, tensor).second) {
      under.emplace(name, tensor);
    }
  }
  return under;
}

/// The tensors of the file under names that the model may have: wrappers are taken off one by one,
/// and the names that most of the model's are among win, the longer ones on a tie.
std::map<std::string, at::Tensor> unwrapped(const NamedTensors& found,
                                            const std::set<std::string>& names,
                                            const WeightNames* rules) {
  const auto known = [&names](const std::map<std::string, at::Tensor>& of) {
    return std::count_if(of.begin(), of.end(), [&names](const auto& entry) {
      return names.count(entry.first) != 0;
    });
  };
  std::map<std::string, at::Tensor> tried(found.begin(), found.end());
  std::map<std::string, at::Tensor> best = renamed(tried, rules);
  while (!(tried = without_wrapper(tried)).empty()) {
    std::map<std::string, at::Tensor> under = renamed(tried, rules);
    if (known(under) > known(best)) {
      best = std::move(under);
    }
  }
  return best;
}

/// A first convolution for another number of input channels: the same response to grey images.
at::Tensor adapt_channels(const at::Tensor& found, const at::Tensor& like) {
  if (found.dim() != 4 || like.dim() != 4 || found.size(0) != like.size(0) ||
      found.size(2) != like.size(2) || found.size(3) != like.size(3)) {
    return {};
  }
  if (found.size(1) == 3 && like.size(1) == 1) {
    return found.sum(1, true);
  }
  if (found.size(1) == 1 && like.size(1) == 3) {
    return found.repeat({1, 3, 1, 1}) / 3;
  }
  return {};
}

class Matching {
 public:
  Matching(const NamedTensors& found,
           const std::vector<WantedTensor>& wanted,
           const WeightNames* rules)
      : wanted_(wanted), rules_(rules) {
    for (const WantedTensor& entry : wanted) {
      names_.insert(entry.name);
    }
    found_ = unwrapped(found, names_, rules);
  }

  MatchedWeights run() {
    for (const WantedTensor& entry : wanted_) {
      if (!entry.head) {
        take(entry);
      }
    }
    for (const auto& [name, tensor] : found_) {
      if (names_.count(name) == 0) {
        matched_.unexpected.push_back(name);
      }
    }
    matched_.share = all_ == 0 ? 0 : static_cast<double>(filled_) / static_cast<double>(all_);
    return std::move(matched_);
  }

 private:
  void take(const WantedTensor& entry) {
    const bool counts = at::isFloatingType(entry.like.scalar_type());
    all_ += counts ? entry.like.numel() : 0;
    const auto found = found_.find(entry.name);
    if (found == found_.end()) {
      // Files of before PyTorch 0.4.1 have no such counter, and nothing depends on it.
      if (counts) {
        matched_.missing.push_back(entry.name);
      }
      return;
    }
    at::Tensor value = found->second;
    if (value.sizes() != entry.like.sizes()) {
      const at::Tensor adapted = fitted(entry, value);
      const std::string what = entry.name + ": " + shape_text(value) + " in the file, " +
                               shape_text(entry.like) + " here";
      if (!adapted.defined()) {
        matched_.mismatched.push_back(what);
        return;
      }
      matched_.adapted.push_back(what);
      value = adapted;
    }
    matched_.tensors.emplace_back(entry.name, value.to(entry.like.scalar_type()).contiguous());
    filled_ += counts ? entry.like.numel() : 0;
  }

  /// By the model's rules, else by the host's; undefined: impossible.
  at::Tensor fitted(const WantedTensor& entry, const at::Tensor& found) const {
    const at::Tensor own =
        rules_ == nullptr ? at::Tensor() : rules_->fit(entry.name, found, entry.like);
    if (own.defined() && own.sizes() != entry.like.sizes()) {
      throw Error("fit() of " + entry.name + " returns " + shape_text(own) + "; expected " +
                  shape_text(entry.like));
    }
    return own.defined() ? own : adapt_channels(found, entry.like);
  }

  const std::vector<WantedTensor>& wanted_;
  const WeightNames* rules_ = nullptr;
  std::set<std::string> names_;
  std::map<std::string, at::Tensor> found_;
  MatchedWeights matched_;
  std::int64_t all_ = 0, filled_ = 0;
};

}  // namespace

MatchedWeights match_weights(const NamedTensors& found,
                             const std::vector<WantedTensor>& wanted,
                             const WeightNames* rules) {
  return Matching(found, wanted, rules).run();
}

}  // namespace tlhost::engine
