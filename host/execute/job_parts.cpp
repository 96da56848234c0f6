#include "host/execute/job_parts.hpp"

#include "host/data/view_json.hpp"
#include "host/execute/network_weights.hpp"
#include "host/plan/job_keys.hpp"
#include "host/store/file_ops.hpp"
#include "host/weights/safetensors.hpp"

#include <ATen/ATen.h>
#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <sys/resource.h>

#include <chrono>
#include <utility>

namespace tlhost::engine {

bool channels_last(const FitJob& job) {
  return job.numeric.precision == "bf16" || job.view.view.size >= 128;
}

Pixels open_pixels(const ScannedDataset& scan, const ScannedView& view, const Store& store) {
  const Artefact artefact = must_find(store, "pixels", view.pixels_key);
  return Pixels(artefact.path("pixels.u8"),
                static_cast<std::int64_t>(scan.table.rows.size()),
                view.view.size,
                view.view.channels);
}

std::vector<std::string> record_ids(const RecordTable& table) {
  std::vector<std::string> ids;
  for (const RecordRow& row : table.rows) {
    ids.push_back(row.id);
  }
  return ids;
}

HostNetwork make_network(const Library& library,
                         const FitJob& job,
                         std::uint64_t seed,
                         Context& context) {
  // The model draws from the default generator; nothing else does before the next seed is set.
  at::manual_seed(seed);
  const ModelRequest request{job.channels, job.classes, job.view.view.size};
  const Library::Entry& entry = library.entry(Kind::model, job.model.name);
  return HostNetwork(
      Loaded<Model>(create_object(library, entry, job.model.arguments, request, context)),
      job.model.plugin + " models/" + job.model.name,
      channels_last(job),
      job.classes);
}

Normalise read_normalise(const Artefact& fit) {
  const boost::json::value json = boost::json::parse(read_file(fit.path("preprocess.json")));
  return {boost::json::value_to<std::vector<double>>(json.at("mean")),
          boost::json::value_to<std::vector<double>>(json.at("std"))};
}

boost::json::value to_json(const Normalise& normalise) {
  return {{"mean", boost::json::value_from(normalise.mean)},
          {"std", boost::json::value_from(normalise.std)}};
}

FeatureMemo make_memo(const FitJob& job,
                      const Normalise& normalise,
                      const JobSurroundings& around) {
  FeatureFacts facts;
  facts.model = {{"component", job.model.key()}, {"channels", job.channels}};
  facts.images = around.scans.datasets[job.dataset].images;
  facts.view = to_json(job.view.view);
  facts.normalise = to_json(normalise);
  facts.numeric = to_json(job.numeric);
  facts.torch = around.torch;
  facts.bf16 = job.numeric.precision == "bf16";
  return FeatureMemo(around.store, around.desk, std::move(facts));
}

void write_linear_end(const std::string& folder, const LinearEnd& end, const std::string& stage) {
  write_safetensors(folder + "/predictor.safetensors",
                    {{"weight", end.weight}, {"bias", end.bias}},
                    {{"linear on", stage}});
}

std::optional<LinearEnd> read_linear_end(const Artefact& fit, const HostNetwork& network) {
  for (const ArtefactFile& file : fit.manifest.files) {
    if (file.name == "predictor.safetensors") {
      const Safetensors stored = read_safetensors(fit.path(file.name));
      return LinearEnd{network.find(stored.metadata.at("linear on")),
                       stored.tensors.at(0).second,
                       stored.tensors.at(1).second};
    }
  }
  return std::nullopt;
}

const char* name_of(Scores scores) {
  switch (scores) {
    case Scores::margins:
      return "margins";
    case Scores::probabilities:
      return "probabilities";
    case Scores::logits:
      break;
  }
  return "logits";
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

boost::json::value timing_since(double start_wall) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return {{"wall_s", wall_seconds() - start_wall},
          {"cpu_s", seconds(usage.ru_utime) + seconds(usage.ru_stime)},
          {"peak_bytes", std::int64_t{usage.ru_maxrss} * 1024}};
}

}  // namespace tlhost::engine
