#pragma once
#include "host/data/normalise.hpp"
#include "host/data/pixels.hpp"
#include "host/execute/fit_task.hpp"
#include "host/execute/job_body.hpp"

#include <optional>

namespace tlhost::engine {

/// Memory order of a fit's images and weights, from what it declares and nothing else: the order
/// changes bits.  Small fp32 images are faster with channels first, where weights outweigh
/// activations (docs/adr/0008).
bool channels_last(const FitJob& job);

/// The pixels of a dataset in a job's view, from the store.
Pixels open_pixels(const ScannedDataset& scan, const ScannedView& view, const Store& store);

std::vector<std::string> record_ids(const RecordTable& table);

/// A network for a fit's model and classes, its initialisation drawn with `seed`.
HostNetwork make_network(const Library& library,
                         const FitJob& job,
                         std::uint64_t seed,
                         Context& context);

/// What a fit's normalisation came to, as it lies in its artefact.
Normalise read_normalise(const Artefact& fit);
boost::json::value to_json(const Normalise& normalise);

/// The memo of features for a fit's network on its dataset.
FeatureMemo make_memo(const FitJob& job, const Normalise& normalise, const JobSurroundings& around);

/// predictor.safetensors, where the network ends early.
void write_linear_end(const std::string& folder, const LinearEnd& end, const std::string& stage);
std::optional<LinearEnd> read_linear_end(const Artefact& fit, const HostNetwork& network);

/// "logits" | "margins" | "probabilities"
const char* name_of(Scores scores);

/// For timing.json: wall and processor seconds since `start_wall`, peak memory.
boost::json::value timing_since(double start_wall);
double wall_seconds();

}  // namespace tlhost::engine
