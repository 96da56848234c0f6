#pragma once
#include "host/plan/plan.hpp"
#include "host/scan/scan.hpp"
#include "host/store/store.hpp"

#include <string>

namespace tlhost::engine {

/// Shows what a plan's data look like, in a folder that is made if it is not there:
///     <dataset>_<part>.png               pictures as models get them, a row a class
///     <dataset>_train_augmented<n>.png   the same pictures, changed as in the first epoch
///     histograms.csv                     brightness and texture of each dataset, part and class
///     index.html                         all of them on one page
/// Files are replaced as a whole; same plan and pixels, same bytes.
/// Errors: Refusal(output) for the folder, Refusal(disk) for a file or pixels that are lost.
void write_preview(const Plan& plan,
                   const Scans& scans,
                   const Store& store,
                   const std::string& folder);

}  // namespace tlhost::engine
