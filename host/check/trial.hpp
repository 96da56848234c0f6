#pragma once
#include "host/check/test.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// The test cannot be made with this component; why.
struct Unsuited : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline Verdict passed(std::string text = "") { return {Status::pass, std::move(text)}; }

inline Verdict warned(std::string text) { return {Status::warn, std::move(text)}; }

inline Verdict failed(std::string text) { return {Status::fail, std::move(text)}; }

inline Verdict skipped(std::string text) { return {Status::skip, std::move(text)}; }

/// A test that runs with one thread, as a job does, is skipped where required parameters have no
/// value, and where the body throws Unsuited.
Test trial(std::string name, std::string what, std::function<Verdict(const Subject&)> body);

/// "3 of them: a; b; c", or the one alone; at most the first five.
std::string joined(const std::vector<std::string>& words);

}  // namespace tlhost::engine
