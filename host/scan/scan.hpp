#pragma once
#include "host/data/record_table.hpp"
#include "host/data/view.hpp"
#include "host/log/log.hpp"
#include "host/resolve/resolve.hpp"
#include "host/scan/identities.hpp"
#include "host/store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// The pixels of a dataset in one view: an artefact of the store.
struct ScannedView {
  View view;
  std::string pixels_key, pixels_digest;
};

/// A dataset, known byte for byte.
struct ScannedDataset {
  std::string name;  ///< in the experiment file
  RecordTable table;
  std::string records_key;
  std::string images;                ///< images_id(table)
  std::vector<Identity> identities;  ///< of each row's image
  std::vector<ScannedView> views;

  /// The view for a model of that input.  Errors: std::logic_error if the scan was not asked for
  /// it.
  const ScannedView& view(std::int64_t size, std::int64_t model_channels) const;
};

/// The file of weights that a source starts from, fitted to one model: an artefact of the store.
struct ScannedWeights {
  std::size_t source = 0, model = 0;  ///< indices into the experiment's tables
  std::string file;
  std::string key, digest;  ///< of "tensors"; empty if the model has no file
  std::string summary;      ///< what of the file was taken
};

/// All inputs of an experiment, known byte for byte.
struct Scans {
  /// One entry per dataset of the experiment, in the file's order; those that no source or target
  /// uses stay empty.
  std::vector<ScannedDataset> datasets;
  /// One entry per source with "weights" and model.
  std::vector<ScannedWeights> weights;

  /// Null if the source has no "weights".
  const ScannedWeights* weights_of(std::size_t source, std::size_t model) const;
};

/// Lists, hashes and decodes every record in a child per dataset, all cores at work, and leaves
/// "records" and "pixels" in the store.  What has not changed since (by size, times and inode;
/// drawn images: by component and parameters) is not read again. Errors: Refusal(bad_data) listing
/// all bad records (DATA-IMAGE, DATA-RECORD, DATA-DATASET), or a file of weights that cannot be
/// used (WEIGHTS-FILE, WEIGHTS-MATCH) or is there for no model (WEIGHTS-NONE); Refusal(plugin) if
/// the plugin crashes.
Scans scan(const Experiment& experiment, const Store& store, Log& log);

}  // namespace tlhost::engine
