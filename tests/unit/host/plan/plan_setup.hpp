#pragma once
#include "host/plan/plan.hpp"
#include "host/store/digest.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::test {

inline constexpr std::size_t kRecords = 40;

/// Records of two classes in turn, each a group of its own; one stratum, so that a label moves no
/// record.
inline engine::RecordTable some_records(const std::string& dataset) {
  engine::RecordTable table;
  table.info.collection = dataset;
  table.info.classes = {dataset + " no", dataset + " yes"};
  table.info.group_is = "none";
  for (std::size_t i = 0; i < kRecords; ++i) {
    engine::RecordRow row;
    row.id = row.path = dataset + "/" + (i < 10 ? "0" : "") + std::to_string(i) + ".png";
    row.sha256 = engine::sha256_hex(row.id);
    row.labels = {static_cast<std::int32_t>(i % 2)};
    row.group = row.id;
    row.stratum = "all";
    row.bytes = 100;
    row.width = row.height = 32;
    row.channels = 3;
    table.rows.push_back(row);
  }
  return table;
}

/// An experiment with what its scans found; no plugin and no file stands behind it.
struct PlanSetup {
  engine::Experiment experiment;
  engine::Scans scans;

  engine::Plan plan() const { return engine::make_plan(experiment, scans, {.torch = "1.13"}); }
};

/// keys: as experiment() in spec_text.hpp; two seeds if they say none.
inline PlanSetup plan_setup(std::vector<std::pair<std::string, std::string>> keys = {}) {
  keys.insert(keys.begin(), {"seeds", "[1, 2]"});
  PlanSetup setup;
  setup.experiment = engine::resolve(parse_text(experiment(keys)), small_catalog());
  for (const engine::DatasetSpec& dataset : setup.experiment.spec.datasets) {
    engine::ScannedDataset scan;
    scan.name = dataset.name;
    scan.table = some_records(dataset.name);
    scan.records_key = engine::sha256_hex("records of " + dataset.name);
    scan.images = engine::images_id(scan.table);
    for (const engine::RecordRow& row : scan.table.rows) {
      scan.identities.push_back({row.sha256, {}});  // every image is one of its own, and flat
    }
    for (const engine::ModelSpec& model : setup.experiment.spec.models) {
      const engine::View view{
          model.image_size.value_or(dataset.image.size), "stretch", dataset.image.channels};
      scan.views.push_back({view, engine::sha256_hex("pixels of " + dataset.name), ""});
    }
    setup.scans.datasets.push_back(std::move(scan));
  }
  return setup;
}

/// The keys of the jobs of a kind, "fit" or "predict", in the plan's order.
inline std::vector<std::string> keys_of(const engine::Plan& plan, const std::string& kind) {
  std::vector<std::string> keys;
  for (const engine::Job& job : plan.jobs) {
    if (job.kind() == kind) {
      keys.push_back(job.key);
    }
  }
  return keys;
}

/// The fits in the plan's order.
inline std::vector<engine::FitJob> fits_of(const engine::Plan& plan) {
  std::vector<engine::FitJob> fits;
  for (const engine::Job& job : plan.jobs) {
    if (job.fit) {
      fits.push_back(*job.fit);
    }
  }
  return fits;
}

}  // namespace tlhost::test
