#pragma once
#include "host/data/view.hpp"
#include "host/spec/experiment_spec.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Revision of the pixels that the scan leaves in the store.
inline constexpr const char* kPixelsKind = "pixels/1";

/// The key of a dataset's pixels in a view.
boost::json::value pixels_key(const std::string& images, const View& view);
/// The view in which a dataset is kept for a model with inputs of `size`, instead of the rule's:
/// grey stays one channel.
View view_for(const ImageRule& rule, std::int64_t size, std::int64_t stored_channels);
/// One for each size; equal ones once.
std::vector<View> views_for(const ImageRule& rule,
                            const std::vector<std::int64_t>& sizes,
                            std::int64_t stored_channels);

}  // namespace tlhost::engine
