#include "host/export/predict.hpp"

#include "host/catalog/parameter_facts.hpp"
#include "host/data/batches.hpp"
#include "host/execute/inference.hpp"
#include "host/execute/job_parts.hpp"
#include "host/execute/numeric.hpp"
#include "host/export/exported_model.hpp"
#include "host/export/image_pixels.hpp"
#include "host/log/exception_text.hpp"
#include "host/log/printable.hpp"
#include "host/metrics/probabilities.hpp"
#include "host/process/child.hpp"
#include "host/process/refusal_message.hpp"
#include "host/process/temporary_folder.hpp"
#include "host/resolve/resolve.hpp"
#include "host/weights/safetensors.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <optional>
#include <set>
#include <type_traits>

namespace tlhost::engine {
namespace {

/// The component that a card names, with the card's parameters, checked as an experiment's are.
Component model_of(const Catalog& catalog, const ModelCard& card, const std::string& path) {
  ExperimentSpec spec;
  spec.file = path;
  spec.folder = std::filesystem::absolute(path).parent_path().string();
  ModelSpec& entry = spec.models.emplace_back();
  entry.name = card.model;
  entry.use.component = card.plugin + "/" + card.model;
  const std::vector<FoundComponent> found =
      find_components(catalog, Kind::model, entry.use.component);
  for (const auto& [name, value] : card.parameters) {
    const auto type_of = [&, name = std::string(name)] {
      if (found.size() == 1) {
        for (const ParameterFacts& parameter : found.front().component->parameters) {
          if (parameter.name == name) {
            return parameter.type;
          }
        }
      }
      return ParameterType::text;
    };
    entry.use.arguments.push_back({std::string(name), value_from_json(value, type_of()), {}});
  }
  return resolve(spec, catalog).models.front();
}

/// What a child found: paths of the images that it could read, why not of the others, and scores
/// [images, classes].
struct Scored {
  std::vector<std::string> images, failed;
  std::vector<double> scores;
  std::string reason;  ///< why there are no scores
};

/// Fills all stages up to `last`.  Errors: tlhost::Error naming a tensor that the file lacks.
void fill(HostNetwork& network, const NamedTensors& tensors, std::size_t last) {
  std::set<std::string> there;
  for (const auto& entry : tensors) {
    there.insert(entry.first);
  }
  for (const NetworkTensor& wanted : network.tensors()) {
    if (wanted.stage <= last && there.count(wanted.name) == 0) {
      throw Error("the file has no tensor \"" + wanted.name + "\"");
    }
  }
  network.load(tensors);
}

/// [N,C] float32.
at::Tensor scores_of(const ExportedModel& model,
                     const Component& component,
                     const Pixels& pixels,
                     const std::vector<std::string>& ids,
                     ChildContext& context) {
  const ModelCard& card = model.card;
  FitJob shape;  // what the network was built for
  shape.model = component;
  shape.channels = card.channels;
  shape.classes = static_cast<std::int64_t>(card.classes.size());
  shape.view.view = card.view;
  shape.numeric.precision = card.precision;
  set_up_numerics(shape.numeric);
  const Library library(component.library);
  HostNetwork network = make_network(library, shape, 0, context);
  const ExportedParts parts = parts_of(model);
  const std::size_t last = card.linear_on.empty() ? network.head() : network.find(card.linear_on);
  fill(network, parts.network, last);
  const Batches batches(pixels, ids, card.normalise, channels_last(shape));
  std::vector<std::int64_t> rows(ids.size());
  std::iota(rows.begin(), rows.end(), 0);
  const bool bf16 = card.precision == "bf16";
  if (card.linear_on.empty()) {
    return network_scores(network, batches, rows, bf16);
  }
  if (!parts.linear_weight.defined() || !parts.linear_bias.defined()) {
    throw Error("the file has no linear classifier");
  }
  return linear_scores({last, parts.linear_weight, parts.linear_bias},
                       pooled_outputs(network, last, batches, rows, bf16));
}

std::string scores_file(const std::string& folder) { return folder + "/scores.safetensors"; }

std::vector<double> read_scores(const std::string& folder) {
  const at::Tensor scores =
      read_safetensors(scores_file(folder)).tensors.at(0).second.to(at::kDouble).contiguous();
  const double* first = scores.data_ptr<double>();
  return {first, first + scores.numel()};
}

/// The body of the child: decodes files that nobody has checked, and runs the plugin's code.
int score(const ExportedModel& model,
          const Component& component,
          const std::vector<std::string>& paths,
          const std::string& folder,
          Channel& channel) {
  boost::json::object message{{"type", "scored"}};
  try {
    set_up_decoders();
    const View& view = model.card.view;
    const std::string file = folder + "/pixels.u8";
    const ImagePixels images = write_image_pixels(paths, view, file);
    message["images"] = boost::json::value_from(images.read);
    message["failed"] = boost::json::value_from(images.failed);
    if (!images.read.empty()) {
      const Pixels pixels(
          file, static_cast<std::int64_t>(images.read.size()), view.size, view.channels);
      ChildContext context(channel, folder);
      // As bytes: numbers in a message would lose their last digit.
      write_safetensors(scores_file(folder),
                        {{"scores", scores_of(model, component, pixels, images.read, context)}});
    }
  } catch (const Refusal&) {
    throw;
  } catch (const std::exception& error) {
    message["reason"] = text_of(error);
  }
  channel.send(message);
  return 0;
}

Scored run_child(const ExportedModel& model,
                 const Component& component,
                 const std::vector<std::string>& paths) {
  const TemporaryFolder folder("predict");
  Child child = Child::start(
      "", [&](Channel& channel) { return score(model, component, paths, folder.path(), channel); });
  Scored scored;
  bool told = false;
  std::optional<Refusal> refused;
  const ChildExit ended = child.listen([&](const boost::json::value& message) {
    const boost::json::object& fields = message.as_object();
    if (fields.at("type").as_string() == "error") {
      refused = refusal_from_message(message);
    }
    if (fields.at("type").as_string() != "scored") {
      return;
    }
    told = true;
    const auto take = [&fields](const char* name, auto& value) {
      if (const boost::json::value* found = fields.if_contains(name)) {
        value = boost::json::value_to<std::decay_t<decltype(value)>>(*found);
      }
    };
    take("images", scored.images);
    take("failed", scored.failed);
    take("reason", scored.reason);
  });
  if (refused) {
    throw *refused;
  }
  if (told && scored.reason.empty() && !scored.images.empty()) {
    scored.scores = read_scores(folder.path());
  }
  if (!told) {
    scored.reason = "its process ended with " + ended.text();
  }
  return scored;
}

void refuse_failure(const ModelCard& card, const Scored& scored) {
  const bool whole = scored.scores.size() == scored.images.size() * card.classes.size();
  if (!scored.reason.empty() || !whole) {
    throw Refusal(
        Exit::plugin,
        {"PREDICT-FAILED",
         "models/" + card.model,
         scored.reason.empty() ? "it gave another number of scores than images and classes"
                               : printable(scored.reason),
         "",
         "use the plugin that the network was trained with: " + card.plugin});
  }
  const auto bad = std::find_if(scored.scores.begin(), scored.scores.end(), [](double score) {
    return !std::isfinite(score);
  });
  if (bad != scored.scores.end()) {
    const auto image = static_cast<std::size_t>(bad - scored.scores.begin()) / card.classes.size();
    throw Refusal(
        Exit::plugin,
        {"PREDICT-FAILED",
         "models/" + card.model,
         "it gave a score that is no finite number for \"" + printable(scored.images[image]) + "\"",
         "",
         "a weight of the file may be damaged; export the network again"});
  }
  if (scored.images.empty()) {
    throw Refusal(Exit::bad_data,
                  {"PREDICT-IMAGES",
                   std::to_string(scored.failed.size()) + " images",
                   "none of them can be read, the first: " + scored.failed.front(),
                   "",
                   "name JPEG or PNG files"});
  }
}

ImageScores finished(const ModelCard& card, Scored scored) {
  TestScores table;
  table.ids = std::move(scored.images);
  table.classes = card.classes;
  table.multilabel = card.labelling == "multilabel";
  table.kind = card.scores == "probabilities" ? ScoreKind::probabilities : ScoreKind::logits;
  table.scores = std::move(scored.scores);
  ImageScores result;
  result.kind = card.scores == "margins" ? "margins" : "probabilities";
  result.values = card.scores == "margins" ? table.scores : probabilities(table);
  result.classes = card.classes;
  result.multilabel = table.multilabel;
  result.images = std::move(table.ids);
  result.left_out = scored.failed.size();
  return result;
}

}  // namespace

ImageScores predict_images(const Catalog& catalog,
                           const std::string& model,
                           const std::vector<std::string>& images,
                           Log& log) {
  const ExportedModel exported = read_exported(model);
  const Component component = model_of(catalog, exported.card, model);
  if (component.source != exported.card.source) {
    log.warning("plugin " + component.plugin + " has changed since " + model +
                " was trained: its network may compute something else");
  }
  Scored scored = run_child(exported, component, images);
  refuse_failure(exported.card, scored);
  for (const std::string& failed : scored.failed) {
    log.error(printable(failed));
  }
  return finished(exported.card, std::move(scored));
}

}  // namespace tlhost::engine
