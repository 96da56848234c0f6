#pragma once
#include "host/catalog/catalog.hpp"

#include <tlhost/abi.h>

#include <boost/json/value.hpp>

#include <cstdint>

namespace tlhost::engine {

/// Whether this host knows the type of a parameter (TLHOST_T_...).
bool is_parameter_type(std::uint32_t code);

/// A declaration of the C layer as plain data.
/// Errors: ConfigError if it contradicts itself: no name, unknown type, a bound that is not finite,
/// a default that does not parse or lies outside the bounds or choices, a choice without words.
ParameterFacts parameter_facts(const tlhost_param& param);

/// Why a value does not fit a parameter ("expected an integer", "-1 is below 0 <= x"), or "".
/// An integer stands for a real, and 3.0 for the integer 3: `value` is changed to the declared
/// type.
std::string fit_value(const ParameterFacts& parameter, Argument::Value& value);

/// The value as JSON, as it is shown and as it stands in keys.
boost::json::value value_to_json(const Argument::Value& value);
Argument::Value value_from_json(const boost::json::value& json, ParameterType type);

}  // namespace tlhost::engine
