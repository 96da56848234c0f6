#pragma once
#include "host/process/channel.hpp"
#include "host/resolve/resolve.hpp"
#include "host/scan/pixels_key.hpp"
#include "host/spec/dataset_values.hpp"
#include "host/store/store.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// What the scan of one dataset is asked for.
struct ScanRequest {
  std::string name;  ///< of the dataset in the experiment file
  Component component;
  std::string fit;  ///< stretch | crop | pad
  std::vector<std::pair<std::int64_t, std::int64_t>>
      inputs;  ///< {size, channels} of the models that read it
  int threads = 1;
  BadSampleRule bad_samples = {};
  bool follow_links = false;
};

/// Revision of the records that the scan leaves in the store.
inline constexpr const char* kRecordsKind = "records/4";

/// The body of a scanning child: publishes "records" and "pixels" and sends
/// {"type":"scanned","records":key}; before it decodes, {"type":"note","text":what room it needs}.
/// Errors: Refusal(bad_data) with a problem per bad record, Refusal(disk).
int run_scan_job(const ScanRequest& request, const Store& store, Channel& channel);

}  // namespace tlhost::engine
