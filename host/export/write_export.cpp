#include "host/export/write_export.hpp"

#include "host/catalog/parameter_facts.hpp"
#include "host/data/info_json.hpp"
#include "host/execute/job_parts.hpp"
#include "host/execute/network_weights.hpp"
#include "host/execute/numeric.hpp"
#include "host/export/find_fit.hpp"
#include "host/export/model_card.hpp"
#include "host/export/torchscript.hpp"
#include "host/log/problem.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/file_ops.hpp"
#include "host/weights/pth.hpp"
#include "host/weights/safetensors.hpp"

#include <ATen/ATen.h>

#include <filesystem>
#include <system_error>

namespace tlhost::engine {
namespace {

boost::json::object parameters_of(const Component& component) {
  boost::json::object parameters;
  for (const auto& [name, value] : component.arguments) {
    parameters[name] = value_to_json(value);
  }
  return parameters;
}

/// What a fit's artefact and its plan say of the network.
ModelCard card_of(const Plan& plan,
                  const PlannedRun& run,
                  const Scans& scans,
                  const Artefact& fitted,
                  const std::optional<LinearEnd>& end,
                  const HostNetwork& network) {
  const Job& node = plan.jobs[run.fit];
  const FitJob& fit = *node.fit;
  const RecordTable& table = scans.datasets[fit.dataset].table;
  ModelCard card;
  card.plugin = fit.model.plugin;
  card.model = fit.model.name;
  card.source = fit.model.source;
  card.parameters = parameters_of(fit.model);
  card.channels = fit.channels;
  card.view = fit.view.view;
  card.normalise = read_normalise(fitted);
  card.precision = fit.numeric.precision;
  card.classes = table.info.classes;
  card.labelling = word_of(table.info.labelling);
  card.scores = read_safetensors(fitted.path("validation.safetensors")).metadata.at("kind");
  card.linear_on = end ? network.stage(end->stage).name : "";
  card.experiment = plan.experiment;
  card.cell = words_of(run);
  card.fit = node.key;
  return card;
}

/// The tensors of the stages that the result uses, and its linear classifier.
NamedTensors tensors_of(HostNetwork& network, const std::optional<LinearEnd>& end) {
  NamedTensors tensors;
  for (const NetworkTensor& entry : network.tensors()) {
    if (!end || entry.stage <= end->stage) {
      tensors.emplace_back(entry.name, entry.tensor.detach().to(at::kCPU).contiguous());
    }
  }
  if (end) {
    tensors.emplace_back(kLinearWeight, end->weight);
    tensors.emplace_back(kLinearBias, end->bias);
  }
  return tensors;
}

}  // namespace

void write_export(const Plan& plan,
                  const PlannedRun& run,
                  const Scans& scans,
                  const Store& store,
                  const ExportRequest& request,
                  Channel& channel) {
  const Job& node = plan.jobs[run.fit];
  const FitJob& fit = *node.fit;
  set_up_numerics(fit.numeric);
  const Artefact fitted = must_find(store, "fit", node.key);
  ChildContext context(channel, "");
  const Library library(fit.model.library);
  HostNetwork network = make_network(library, fit, 0, context);
  load_weights(network, fit_weights(store, node.key), true);
  const std::optional<LinearEnd> end = read_linear_end(fitted, network);
  const ModelCard card = card_of(plan, run, scans, fitted, end, network);
  if (request.format == "safetensors") {
    write_safetensors(request.file,
                      tensors_of(network, end),
                      {{"format", "pt"}, {kCardMetadata, canonical_json(to_json(card))}});
    return;
  }
  if (request.format == "pth") {
    write_pth(request.file, tensors_of(network, end));
  } else {
    write_torchscript(request.file, network, end, card);
  }
  try {
    write_file_atomically(request.file + ".json", canonical_json(to_json(card)) + "\n");
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(request.file, ignored);  // without its card it is of no use
    throw;
  }
}

}  // namespace tlhost::engine
