#pragma once
#include "host/data/view.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <string>

namespace tlhost::engine {

/// Revision of the pixels that the scan leaves in the store.
inline constexpr const char* kPixelsKind = "pixels/1";

/// The key of a dataset's pixels in a view.
boost::json::value pixels_key(const std::string& images, const View& view);
/// The view in which a dataset is kept for a model: grey stays one channel.
View view_for(const std::string& fit,
              std::int64_t size,
              std::int64_t model_channels,
              std::int64_t stored_channels);

}  // namespace tlhost::engine
