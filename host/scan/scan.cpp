#include "host/scan/scan.hpp"

#include "host/process/processor.hpp"
#include "host/scan/identities.hpp"
#include "host/scan/label_changes.hpp"
#include "host/scan/left_out.hpp"
#include "host/scan/rare_classes.hpp"
#include "host/scan/scan_child.hpp"
#include "host/scan/scan_job.hpp"
#include "host/scan/weights_job.hpp"
#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <utility>

namespace tlhost::engine {
namespace {

std::set<std::string> used_datasets(const ExperimentSpec& spec) {
  std::set<std::string> names(spec.targets.begin(), spec.targets.end());
  for (const SourceSpec& source : spec.sources) {
    names.insert(source.train_on);
  }
  return names;
}

ScanRequest request_for(const Experiment& experiment, std::size_t dataset) {
  const DatasetSpec& entry = experiment.spec.datasets[dataset];
  ScanRequest request;
  request.name = entry.name;
  request.component = experiment.datasets[dataset];
  request.image = entry.image;
  for (const ModelSpec& model : experiment.spec.models) {
    request.sizes.push_back(model.image_size.value_or(entry.image.size));
  }
  request.threads = usable_cores();
  request.bad_samples = entry.bad_samples;
  request.follow_links = entry.follow_links;
  return request;
}

std::string text_of(const boost::json::object& message, const char* name) {
  return std::string(message.at(name).as_string());
}

/// The store for a child, which has no log of its own: what it warns of goes to the supervisor.
Store telling(Store store, Channel& channel) {
  store.warn = [&channel](const std::string& text) {
    channel.send({{"type", "log"}, {"level", 2}, {"text", text}});
  };
  return store;
}

Refusal lost(const std::string& where, const std::string& what) {
  return Refusal(Exit::disk,
                 {"STORE-LOST", where, what + " vanished from the store", "", "run again"});
}

/// Files whose bytes are those that were written, and say nothing that can be read.
Refusal damaged(const Artefact& artefact, const std::string& what) {
  return Refusal(Exit::disk,
                 {"STORE-DAMAGED", artefact.folder, what, "", "remove this folder and run again"});
}

ScannedDataset collect(const ScanRequest& request, const std::string& records, const Store& store) {
  const auto missing = [&request](const std::string& what) {
    return lost("dataset " + request.name, what);
  };
  const auto artefact = store.find("records", records);
  if (!artefact) {
    throw missing("its records");
  }
  ScannedDataset scanned;
  scanned.name = request.name;
  scanned.records_key = records;
  try {
    scanned.table = records_from_text(read_file(artefact->path("records.tsv")),
                                      read_file(artefact->path("info.json")));
    scanned.identities =
        identities_from_text(read_file(artefact->path(kIdentitiesFile)), scanned.table.rows.size());
  } catch (const DataError& error) {
    throw damaged(*artefact, error.what());
  }
  scanned.images = images_id(scanned.table);
  for (const std::int64_t size : request.sizes) {
    const View view = view_for(request.image, size, scanned.table.info.channels);
    const std::string key = Store::key_of(pixels_key(scanned.images, view));
    const auto pixels = store.find("pixels", key);
    if (!pixels) {
      throw missing("its pixels");
    }
    scanned.views.push_back({view, key, pixels->manifest.digest});
  }
  return scanned;
}

ScannedDataset scan_dataset(const ScanRequest& request, const Store& store, Log& log) {
  log.debug("scan " + request.name);
  ReadingNow reading(static_cast<std::size_t>(request.threads));
  const boost::json::object answer = run_scan_child(
      {store,
       "dataset " + request.name,
       request.component.plugin,
       "listing or reading its records",
       "/datasets/" + request.name,
       &reading},
      "scanned",
      [&](Channel& channel) {
        return run_scan_job(request, telling(store, channel), reading, channel);
      },
      log);
  ScannedDataset scanned = collect(request, text_of(answer, "records"), store);
  for (const std::string& sentence : left_out_sentences(scanned.table)) {
    log.warning("dataset " + request.name + ": " + sentence);
  }
  return scanned;
}

/// The weights of one source for each model; a model without a file has no key.
class WeightsScan {
 public:
  WeightsScan(const Experiment& experiment, const Store& store, Log& log)
      : experiment_(experiment), store_(store), log_(log) {}

  std::vector<ScannedWeights> scan(std::size_t source) const {
    std::vector<ScannedWeights> all;
    const SourceSpec& entry = experiment_.spec.sources[source];
    for (std::size_t model = 0; model < experiment_.models.size(); ++model) {
      const std::string file = entry.weights.file_of(experiment_.spec.models[model].name);
      std::error_code error;
      const bool there = !file.empty() && std::filesystem::exists(file, error);
      if (!there && !entry.weights.by_model.empty() && !file.empty()) {
        throw none(entry, file + ": no such file");
      }
      all.push_back(there ? scan_file(source, model, file)
                          : ScannedWeights{source, model, file, "", "", ""});
    }
    if (std::all_of(all.begin(), all.end(), [](const auto& one) { return one.key.empty(); })) {
      throw none(entry, entry.weights.pattern + ": there is no such file for any model");
    }
    return all;
  }

 private:
  static Refusal none(const SourceSpec& entry, const std::string& what) {
    return Refusal(Exit::bad_data,
                   {"WEIGHTS-NONE",
                    "source " + entry.name,
                    what,
                    entry.weights.place.pointer,
                    "correct the path; it is relative to the experiment file"});
  }

  ScannedWeights scan_file(std::size_t source, std::size_t model, const std::string& file) const {
    const ModelSpec& entry = experiment_.spec.models[model];
    const ImageRule& image = experiment_.spec.datasets.front().image;
    const WeightsRequest request{experiment_.spec.sources[source].name,
                                 entry.name,
                                 file,
                                 experiment_.models[model],
                                 image.channels,
                                 entry.image_size.value_or(image.size),
                                 experiment_.spec.sources[source].least_fill};
    const boost::json::object answer = run_scan_child(
        {store_,
         "weights " + file,
         request.model.plugin,
         "fitting them to models/" + request.model.name,
         "/sources/" + request.source + "/weights"},
        "weights",
        [&](Channel& channel) {
          return run_weights_job(request, telling(store_, channel), channel);
        },
        log_);
    const std::string key = text_of(answer, "tensors");
    const auto artefact = store_.find("tensors", key);
    if (!artefact) {
      throw lost("weights " + file, "what was read");
    }
    return {source, model, file, key, artefact->manifest.digest, text_of(answer, "summary")};
  }

  const Experiment& experiment_;
  const Store& store_;
  Log& log_;
};

}  // namespace

const ScannedWeights* Scans::weights_of(std::size_t source, std::size_t model) const {
  const auto found = std::find_if(weights.begin(), weights.end(), [&](const ScannedWeights& w) {
    return w.source == source && w.model == model;
  });
  return found == weights.end() ? nullptr : &*found;
}

const ScannedView& ScannedDataset::view(std::int64_t size, std::int64_t model_channels) const {
  const std::int64_t channels = std::min<std::int64_t>(model_channels, table.info.channels);
  const auto found = std::find_if(views.begin(), views.end(), [&](const ScannedView& v) {
    return v.view.size == size && v.view.channels == channels;
  });
  if (found == views.end()) {
    throw std::logic_error("dataset " + name + " was not scanned for this view");
  }
  return *found;
}

Scans scan(const Experiment& experiment, const Store& store, Log& log) {
  const std::set<std::string> used = used_datasets(experiment.spec);
  Scans scans;
  scans.datasets.resize(experiment.spec.datasets.size());
  for (std::size_t i = 0; i < scans.datasets.size(); ++i) {
    if (used.count(experiment.spec.datasets[i].name) != 0) {
      scans.datasets[i] = scan_dataset(request_for(experiment, i), store, log);
      RecordTable& table = scans.datasets[i].table;
      table = with_new_labels(std::move(table), experiment.spec.datasets[i], experiment.spec.file);
      for (const std::string& sentence : rare_class_sentences(table)) {
        log.warning("dataset " + scans.datasets[i].name + ": " + sentence);
      }
    }
  }
  const WeightsScan weights(experiment, store, log);
  for (std::size_t source = 0; source < experiment.spec.sources.size(); ++source) {
    if (experiment.spec.sources[source].weights.given()) {
      for (ScannedWeights& found : weights.scan(source)) {
        scans.weights.push_back(std::move(found));
      }
    }
  }
  return scans;
}

}  // namespace tlhost::engine
