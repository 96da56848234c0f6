#pragma once
#include "host/check/test.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace tlhost::engine {

/// What a constructor asked of its parameters.
struct ParameterReads {
  std::set<std::string> declared;    ///< names that it read as what they are
  std::set<std::string> undeclared;  ///< "name, as a real": not there, or not of that type
};

using MadeObject = std::unique_ptr<void, std::function<void(void*)>>;

/// Makes an object of the subject's component.  Errors: what its constructor threw, as
/// create_object throws it.
MadeObject make_object(const Subject& subject, const Arguments& arguments);
/// The same, and takes down what it reads, also where it throws.
MadeObject make_object(const Subject& subject, const Arguments& arguments, ParameterReads& reads);

}  // namespace tlhost::engine
