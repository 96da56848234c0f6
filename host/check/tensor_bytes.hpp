#pragma once
#include <tlhost/tensors.hpp>

#include <boost/json/object.hpp>

#include <string>

namespace tlhost::engine {

/// Clones of all, in order.
NamedTensors cloned(const NamedTensors& tensors);

/// Whether type, shape and bytes agree.
bool equal_bytes(const at::Tensor& a, const at::Tensor& b);

/// The first tensor in which two lists differ, in words: "fc.weight differs, by at most 0.2"; "" if
/// none does.
std::string first_difference(const NamedTensors& a, const NamedTensors& b);

/// SHA-256 of each tensor's type, shape and bytes, by name: what a child tells of its tensors.
boost::json::object prints_of(const NamedTensors& tensors);
/// As first_difference.
std::string first_difference(const boost::json::object& a, const boost::json::object& b);

/// The largest difference of two tensors of one shape, over the larger of 1 and their largest
/// value; infinite where shapes differ or a value is not finite.
double relative_difference(const at::Tensor& a, const at::Tensor& b);

/// "[2, 3]"
std::string shape_text(const at::Tensor& tensor);

/// A few digits.
std::string digits(double value);

/// The bytes of LibTorch's default generator: all that its next numbers depend on.
at::Tensor generator_state();

}  // namespace tlhost::engine
