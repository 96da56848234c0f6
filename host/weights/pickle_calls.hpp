#pragma once
#include "host/weights/pickle.hpp"

namespace tlhost::engine {

/// The result of calling `function` with the tuple `arguments`: a tensor, a dict, or a record of
/// what would have been called.  Errors: DataError with what is wrong.
PickleIndex call_by_name(Pickle& pickle, PickleIndex function, PickleIndex arguments);
/// What a persistent id stands for: a storage, or the class that old files keep there.
PickleIndex persistent_value(Pickle& pickle, PickleIndex id);
/// Adds a value.
PickleIndex add_value(Pickle& pickle, PickleValue value);

}  // namespace tlhost::engine
