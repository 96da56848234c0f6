#pragma once
#include "host/check/test.hpp"

#include <string>
#include <vector>

/// How a test says what it came to.
namespace tlhost::engine::verdict {

inline Verdict pass() { return {Status::pass, ""}; }

inline Verdict warn(std::string text) { return {Status::warn, std::move(text)}; }

inline Verdict fail(std::string text) { return {Status::fail, std::move(text)}; }

inline Verdict skip(std::string text) { return {Status::skip, std::move(text)}; }

/// pass without complaints; else `otherwise`, with the first five of them and how many there are.
Verdict of(const std::vector<std::string>& complaints, Status otherwise = Status::fail);

/// Whether the component can be made: every parameter that it needs has a value.
bool all_given(const Subject& subject);
/// Where it cannot: skipped, naming the parameters.
Verdict skip_not_given(const Subject& subject);

}  // namespace tlhost::engine::verdict
