#pragma once
#include "host/log/problem.hpp"

#include <boost/json/value.hpp>

namespace tlhost::engine {

/// A refusal as a message of type "error", and back: how a child's refusal becomes the
/// supervisor's.
boost::json::value refusal_to_message(const Refusal& refusal);
Refusal refusal_from_message(const boost::json::value& message);

}  // namespace tlhost::engine
