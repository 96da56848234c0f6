#include "host/check/tensor_bytes.hpp"

#include "host/store/digest.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cstdio>
#include <cstring>
#include <limits>
#include <mutex>

namespace tlhost::engine {
namespace {

std::string header_of(const at::Tensor& tensor) {
  return std::string(c10::toString(tensor.scalar_type())) + " " + shape_text(tensor);
}

std::string how_they_differ(const at::Tensor& a, const at::Tensor& b) {
  if (header_of(a) != header_of(b)) {
    return " is " + header_of(a) + " and " + header_of(b);
  }
  const at::Tensor gap = (a.to(at::kDouble) - b.to(at::kDouble)).abs();
  return " differs, by at most " + digits(gap.max().item<double>());
}

}  // namespace

NamedTensors cloned(const NamedTensors& tensors) {
  NamedTensors copies;
  for (const auto& [name, tensor] : tensors) {
    copies.emplace_back(name, tensor.detach().clone());
  }
  return copies;
}

bool equal_bytes(const at::Tensor& a, const at::Tensor& b) {
  if (header_of(a) != header_of(b)) {
    return false;
  }
  const at::Tensor x = a.detach().contiguous(), y = b.detach().contiguous();
  return x.nbytes() == 0 || std::memcmp(x.data_ptr(), y.data_ptr(), x.nbytes()) == 0;
}

std::string first_difference(const NamedTensors& a, const NamedTensors& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i].first != b[i].first) {
      return a[i].first + " is called " + b[i].first + " the other time";
    }
    if (!equal_bytes(a[i].second, b[i].second)) {
      return a[i].first + how_they_differ(a[i].second.detach(), b[i].second.detach());
    }
  }
  return a.size() == b.size() ? ""
                              : std::to_string(a.size()) + " tensors, and " +
                                    std::to_string(b.size()) + " the other time";
}

boost::json::object prints_of(const NamedTensors& tensors) {
  boost::json::object prints;
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor bytes = tensor.detach().contiguous();
    Sha256 sha;
    sha.add(header_of(bytes));
    sha.add(bytes.data_ptr(), bytes.nbytes());
    prints[name] = sha.hex();
  }
  return prints;
}

std::string first_difference(const boost::json::object& a, const boost::json::object& b) {
  for (const auto& item : a) {
    const auto* other = b.if_contains(item.key());
    if (other == nullptr) {
      return std::string(item.key()) + " is not there the other time";
    }
    if (*other != item.value()) {
      return std::string(item.key()) + " has other bytes";
    }
  }
  return a.size() == b.size() ? "" : "there are more tensors the other time";
}

double relative_difference(const at::Tensor& a, const at::Tensor& b) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  const at::Tensor x = a.detach().to(at::kDouble), y = b.detach().to(at::kDouble);
  if (x.sizes() != y.sizes() || !x.isfinite().all().item<bool>() ||
      !y.isfinite().all().item<bool>()) {
    return kInfinite;
  }
  if (x.numel() == 0) {
    return 0;
  }
  return (x - y).abs().max().item<double>() / std::max(1.0, x.abs().max().item<double>());
}

std::string shape_text(const at::Tensor& tensor) {
  std::string text = "[";
  for (std::int64_t i = 0; i < tensor.dim(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(tensor.size(i));
  }
  return text + "]";
}

std::string digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

at::Tensor generator_state() {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return generator.get_state();
}

}  // namespace tlhost::engine
