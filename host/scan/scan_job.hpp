#pragma once
#include "host/process/channel.hpp"
#include "host/process/reading_now.hpp"
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
  ImageRule image;
  std::vector<std::int64_t> sizes;  ///< of the inputs of the models that read it
  int threads = 1;
  BadSampleRule bad_samples = {};
  bool follow_links = false;
};

/// Revision of the records that the scan leaves in the store.
inline constexpr const char* kRecordsKind = "records/4";

/// The body of a scanning child: publishes "records" and "pixels" and sends
/// {"type":"scanned","records":key}; before it decodes, {"type":"note","text":what room it needs}.
/// reading: for the request's threads.
/// Errors: Refusal(bad_data) with a problem per bad record, Refusal(disk).
int run_scan_job(const ScanRequest& request,
                 const Store& store,
                 ReadingNow& reading,
                 Channel& channel);

}  // namespace tlhost::engine
