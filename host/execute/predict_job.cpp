#include "host/data/random.hpp"
#include "host/execute/inference.hpp"
#include "host/execute/job_body.hpp"
#include "host/execute/job_parts.hpp"
#include "host/execute/network_weights.hpp"
#include "host/execute/numeric.hpp"
#include "host/resolve/made_by.hpp"
#include "host/weights/safetensors.hpp"

#include <utility>

namespace tlhost::engine {

void run_predict(const Job& node, const JobSurroundings& around) {
  const double start = wall_seconds();
  const PredictJob& job = *node.predict;
  const Job& fit_node = around.plan.jobs[job.of];
  const FitJob& fit = *fit_node.fit;
  const ScannedDataset& scan = around.scans.datasets[job.dataset];
  const Artefact fitted = must_find(around.store, "fit", fit_node.key);

  const Library library(fit.model.library);
  HostNetwork network = make_network(library, fit, 0, around.context);
  load_weights(network, fit_weights(around.store, fit_node.key), true);
  const std::optional<LinearEnd> end = read_linear_end(fitted, network);

  const Pixels pixels = open_pixels(scan, job.view, around.store);
  const std::vector<std::string> ids = record_ids(scan.table);
  const Normalise normalise = read_normalise(fitted);
  const Batches batches(pixels, ids, normalise, channels_last(fit));
  FeatureMemo memo = make_memo(fit, normalise, around);
  const std::size_t stage = end ? end->stage : network.head() - 1;
  const auto images = static_cast<std::int64_t>(ids.size());
  const at::Tensor features = memo.features(network, stage, batches, images, job.test, false);
  const at::Tensor scores = end ? linear_scores(*end, features)
                                : head_scores(network, features, fit.numeric.precision == "bf16");

  const Draft draft = around.store.begin(node.key_json);
  const std::string kind =
      read_safetensors(fitted.path("validation.safetensors")).metadata.at("kind");
  write_safetensors(draft.folder + "/test.safetensors", {{"scores", scores}}, {{"kind", kind}});
  PublishFacts facts;
  facts.inputs = {{"fit", fit_node.key, fitted.manifest.digest},
                  {"pixels", job.view.pixels_key, job.view.pixels_digest}};
  facts.numeric_class = numeric_class(fit.numeric);
  facts.made_by = made_by({&fit.model, &fit.strategy});
  facts.timing = timing_since(start);
  facts.ledger = job.test_images;
  around.store.publish(draft, facts);
}

}  // namespace tlhost::engine
