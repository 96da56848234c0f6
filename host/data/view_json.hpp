#pragma once
#include "host/data/view.hpp"

#include <boost/json/value.hpp>

namespace tlhost::engine {

/// A view's part of the keys of pixels, features and fits.
boost::json::value to_json(const View& view);

}  // namespace tlhost::engine
