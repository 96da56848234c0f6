#pragma once
#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// What of this process a model or strategy must leave as it is, in words, each with its name: the
/// settings of LibTorch, locale, working folder, environment.
using Surroundings = std::vector<std::pair<std::string, std::string>>;

Surroundings surroundings_now();

/// "the locale was C and is de_DE; ...", or "".
std::string what_changed(const Surroundings& before, const Surroundings& after);

}  // namespace tlhost::engine
