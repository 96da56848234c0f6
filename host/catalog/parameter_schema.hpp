#pragma once
#include "host/catalog/catalog.hpp"

#include <boost/json/value.hpp>

namespace tlhost::engine {

/// The JSON Schema (draft-07) of what fit_value takes, with the parameter's sentence and default.
boost::json::object parameter_schema(const ParameterFacts& parameter);

}  // namespace tlhost::engine
