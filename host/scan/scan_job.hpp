#pragma once
#include "host/data/view.hpp"
#include "host/process/channel.hpp"
#include "host/resolve/resolve.hpp"
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
};

/// Revisions of what the scan leaves in the store.
inline constexpr const char* kRecordsKind = "records/3";
inline constexpr const char* kPixelsKind = "pixels/1";

/// The key of a dataset's pixels in a view.
boost::json::value pixels_key(const std::string& images, const View& view);
/// The view in which a dataset is kept for a model: grey stays one channel.
View view_for(const std::string& fit,
              std::int64_t size,
              std::int64_t model_channels,
              std::int64_t stored_channels);

/// The body of a scanning child: publishes "records" and "pixels" and sends
/// {"type":"scanned","records":key}. Errors: Refusal(bad_data) with a problem per bad record.
int run_scan_job(const ScanRequest& request, const Store& store, Channel& channel);

}  // namespace tlhost::engine
