#pragma once
#include <exception>
#include <string>

namespace tlhost::engine {

/// What an exception says, without the back trace that LibTorch adds.
std::string text_of(const std::exception& error);

}  // namespace tlhost::engine
