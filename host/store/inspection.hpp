#pragma once
#include "host/store/store.hpp"

#include <optional>

namespace tlhost::engine {

/// What lies under a key once damaged things are out of the way.
struct Store::Inspection {
  bool newer = false;                ///< an artefact of a format that we do not know
  std::optional<Artefact> artefact;  ///< a sound one
};

}  // namespace tlhost::engine
