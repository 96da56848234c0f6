#include "host/weights/match.hpp"

#include "host/weights/model_names.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tlhost::engine {
namespace {

std::string shape_text(const at::Tensor& tensor) {
  std::string text = "[";
  for (const std::int64_t size : tensor.sizes()) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  }
  return text + "]";
}

/// Another library keeps the same numbers in another shape: a linear layer as a convolution over
/// the whole map, a factor for each channel without the map's dimensions.
at::Tensor same_numbers(const at::Tensor& found, const at::Tensor& like) {
  const bool flat = found.numel() == like.numel() && found.dim() > 0 && like.dim() > 0 &&
                    (found.size(0) == like.size(0) || like.dim() == 1);
  return flat ? found.reshape(like.sizes()) : at::Tensor();
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
    ModelNames named = under_model_names(found, names_, rules);
    found_ = std::move(named.tensors);
    matched_.library = std::move(named.library);
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
    if (own.defined()) {
      return own;
    }
    const at::Tensor same =
        matched_.library.empty() ? at::Tensor() : same_numbers(found, entry.like);
    return same.defined() ? same : adapt_channels(found, entry.like);
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
