#pragma once
#include "host/catalog/catalog.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tlhost::engine {

/// What a model is to be built for; empty: 3 channels, 1000 classes, 224 pixels, its defaults.
struct NetworkWish {
  std::optional<std::int64_t> channels, classes, image_size;
  std::string parameters;  ///< a JSON file of parameters by component

  bool asked() const { return channels || classes || image_size || !parameters.empty(); }
};

/// What `tlhost describe` prints of a component (host/catalog/show.hpp), and of a model its stages:
/// what each returns, its parameters, and its multiply-adds for one image.  The model is built and
/// run once, in a child; where that cannot be done, the reason stands there.
/// Errors: those of describe_text(); where something was wished for, Refusal(usage) DESCRIBE-MODEL
/// instead of the reason, and what is wrong with the file of parameters (prepare).
std::string describe_with_network_text(const Catalog& catalog,
                                       const std::string& what,
                                       const NetworkWish& wish);
/// The same under "network".
std::string describe_with_network_json(const Catalog& catalog,
                                       const std::string& what,
                                       const NetworkWish& wish);

}  // namespace tlhost::engine
