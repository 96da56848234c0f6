#include "host/scan/scan.hpp"

#include "host/process/child.hpp"
#include "host/process/processor.hpp"
#include "host/process/refusal_message.hpp"
#include "host/scan/scan_job.hpp"
#include "host/store/file_ops.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace tlhost::engine {
namespace {

const char* name_of(Fit fit) {
  switch (fit) {
    case Fit::stretch:
      return "stretch";
    case Fit::crop:
      return "crop";
    case Fit::pad:
      break;
  }
  return "pad";
}

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
  request.fit = name_of(entry.image.fit);
  for (const ModelSpec& model : experiment.spec.models) {
    request.inputs.emplace_back(model.image_size.value_or(entry.image.size), entry.image.channels);
  }
  request.threads = usable_cores();
  return request;
}

/// Runs the child to its end.  Returns the key of the records.
std::string run_child(const ScanRequest& request, const Store& store, Log& log) {
  Child child =
      Child::start("", [&](Channel& channel) { return run_scan_job(request, store, channel); });
  std::string records;
  std::optional<Refusal> refused;
  const ChildExit ended = child.listen([&](const boost::json::value& message) {
    const boost::json::object* fields = message.if_object();
    const std::string type(fields != nullptr ? fields->at("type").as_string() : "");
    if (type == "scanned") {
      records = std::string(fields->at("records").as_string());
    } else if (type == "error") {
      refused = refusal_from_message(message);
    } else if (type == "progress") {
      log.status(std::string(fields->at("text").as_string()));
    } else if (type == "log") {
      const std::string text =
          "dataset " + request.name + ": " + std::string(fields->at("text").as_string());
      fields->at("level").as_int64() >= 2 ? log.warning(text) : log.debug(text);
    }
  });
  log.status("");
  if (refused) {
    throw *refused;
  }
  if (records.empty()) {
    store.sweep();  // what it had begun
    throw Refusal(Exit::plugin,
                  {"PLUGIN-CRASHED",
                   "dataset " + request.name,
                   request.component.plugin + (ended.signal == 0 ? " ended with " : " ") +
                       ended.text() + " while listing or reading its records",
                   "/datasets/" + request.name,
                   "report this to the plugin's author"});
  }
  return records;
}

ScannedDataset collect(const ScanRequest& request, const std::string& records, const Store& store) {
  const auto missing = [&request](const std::string& what) {
    return Refusal(Exit::disk,
                   {"STORE-LOST",
                    "dataset " + request.name,
                    what + " vanished from the store",
                    "",
                    "run again"});
  };
  const auto artefact = store.find("records", records);
  if (!artefact) {
    throw missing("its records");
  }
  ScannedDataset scanned;
  scanned.name = request.name;
  scanned.records_key = records;
  scanned.table = records_from_text(read_file(artefact->path("records.tsv")),
                                    read_file(artefact->path("info.json")));
  scanned.images = images_id(scanned.table);
  for (const auto& [size, channels] : request.inputs) {
    const View view = view_for(request.fit, size, channels, scanned.table.info.channels);
    const std::string key = Store::key_of(pixels_key(scanned.images, view));
    const auto pixels = store.find("pixels", key);
    if (!pixels) {
      throw missing("its pixels");
    }
    scanned.views.push_back({view, key, pixels->manifest.digest});
  }
  return scanned;
}

}  // namespace

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
  Scans scans(experiment.spec.datasets.size());
  for (std::size_t i = 0; i < scans.size(); ++i) {
    if (used.count(experiment.spec.datasets[i].name) == 0) {
      continue;
    }
    const ScanRequest request = request_for(experiment, i);
    log.debug("scan " + request.name);
    scans[i] = collect(request, run_child(request, store, log), store);
    if (!scans[i].table.skipped.empty()) {
      log.warning("dataset " + request.name + ": " + std::to_string(scans[i].table.skipped.size()) +
                  " files left out, the first: " + scans[i].table.skipped[0].what + " (" +
                  scans[i].table.skipped[0].why + ")");
    }
  }
  return scans;
}

}  // namespace tlhost::engine
