#include "host/data/random.hpp"
#include "host/execute/chains.hpp"
#include "host/execute/job_body.hpp"
#include "host/execute/job_parts.hpp"
#include "host/execute/network_weights.hpp"
#include "host/execute/numeric.hpp"
#include "host/process/surroundings.hpp"
#include "host/resolve/made_by.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/file_ops.hpp"
#include "host/weights/safetensors.hpp"

#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <map>
#include <utility>

namespace tlhost::engine {
namespace {

std::vector<std::int64_t> labels_of(const RecordTable& table,
                                    const std::vector<std::int64_t>& rows) {
  std::vector<std::int64_t> labels;
  for (const std::int64_t row : rows) {
    labels.push_back(table.rows[static_cast<std::size_t>(row)].labels.at(0));
  }
  return labels;
}

std::vector<std::int8_t> truth_of(const RecordTable& table, const std::vector<std::int64_t>& rows) {
  std::vector<std::int8_t> all;
  for (const std::int64_t row : rows) {
    const std::vector<std::int8_t> truth =
        label_truth(table.rows[static_cast<std::size_t>(row)], table.info.classes.size());
    all.insert(all.end(), truth.begin(), truth.end());
  }
  return all;
}

/// The parts of the dataset that a fit may see; labels of other rows are not even here.
FitData fit_data(const FitJob& job, const RecordTable& table) {
  FitData data;
  data.ids = record_ids(table);
  data.train = job.train;
  data.validation = job.validation;
  data.classes = table.info.classes;
  data.labelling = table.info.labelling;
  if (data.labelling == Labelling::multilabel) {
    data.train_truth = truth_of(table, job.train);
    data.validation_truth = truth_of(table, job.validation);
  } else {
    data.train_labels = labels_of(table, job.train);
    data.validation_labels = labels_of(table, job.validation);
  }
  return data;
}

std::string history_csv(const std::vector<EpochRow>& history) {
  std::string csv = "phase,epoch,lr,train_loss,validation_loss,score\n";
  for (const EpochRow& row : history) {
    csv += row.phase + "," + std::to_string(row.epoch);
    for (const double value : {row.lr, row.train_loss, row.validation_loss, row.score}) {
      csv += "," + number_text(value);
    }
    csv += "\n";
  }
  return csv;
}

std::string phases_json(const std::deque<FinishedPhase>& finished) {
  boost::json::array phases;
  for (const FinishedPhase& phase : finished) {
    phases.push_back({{"name", phase.name},
                      {"epochs", phase.result.epochs},
                      {"best_epoch", phase.result.best_epoch},
                      {"stopped_early", phase.result.stopped_early}});
  }
  return canonical_json(phases);
}

/// One fit from its first line to its artefact.
class FitRun {
 public:
  FitRun(const Job& job, const JobSurroundings& around)
      : node_(job),
        job_(*job.fit),
        around_(around),
        start_(wall_seconds()),
        model_library_(job_.model.library),
        strategy_library_(job_.strategy.library),
        pixels_(open_pixels(scan(), job_.view, around.store)),
        data_(fit_data(job_, scan().table)),
        network_(make_network(model_library_, job_, network_seed(), around.context)) {
    if (job_.init) {
      const std::string& init = around.plan.jobs[*job_.init].key;
      const Artefact source = must_find(around.store, "fit", init);
      facts_.base = init;
      facts_.inputs.push_back({"fit", init, source.manifest.digest});
      base_ = fit_weights(around.store, init);
      load_weights(network_, base_, false);
      normalise_ = read_normalise(source);
    } else if (!job_.tensors.empty()) {
      facts_.base = job_.tensors;
      facts_.inputs.push_back({"tensors", job_.tensors, job_.tensors_digest});
      base_ = fit_weights(around.store, job_.tensors);
      load_known_weights(network_, base_);
      normalise_ = make_normalise(job_.normalise, pixels_, job_.train, job_.channels);
    } else {
      normalise_ = make_normalise(job_.normalise, pixels_, job_.train, job_.channels);
    }
    facts_.inputs.push_back({"pixels", job_.view.pixels_key, job_.view.pixels_digest});
    facts_.numeric_class = numeric_class(job_.numeric);
    facts_.made_by = made_by({&job_.model, &job_.strategy});
  }

  void run() {
    refuse_changes(whose_code(around_.plan, node_));
    const Batches batches(pixels_, data_.ids, normalise_, channels_last(job_));
    FeatureMemo memo = make_memo(job_, normalise_, around_);
    FitTask task({job_, network_, batches, data_, memo, around_.context});
    try {
      fit(task);
      facts_.inputs.insert(facts_.inputs.end(), memo.used().begin(), memo.used().end());
      publish(task);
    } catch (const Diverged& diverged) {
      publish_diverged(task, diverged.what());
    }
  }

 private:
  const ScannedDataset& scan() const { return around_.scans.datasets[job_.dataset]; }

  /// With a source only the head is new, and what a file of weights lacks.
  std::uint64_t network_seed() const {
    return stream_key(job_.seed, job_.from_scratch() ? "init" : "head");
  }

  std::string whose_strategy() const {
    return job_.strategy.plugin + " strategies/" + job_.strategy.name;
  }

  void fit(FitTask& task) {
    const Library::Entry& entry = strategy_library_.entry(Kind::strategy, job_.strategy.name);
    const Loaded<Strategy> strategy(create_object(
        strategy_library_, entry, job_.strategy.arguments, ModelRequest{}, around_.context));
    std::optional<Diverged> diverged;
    std::optional<Parked> parked;
    at_the_door(whose_strategy(), [&] {
      try {
        strategy->fit(task);
      } catch (const Diverged& error) {  // the host's own, on their way through the strategy
        diverged = error;
      } catch (const Parked& error) {
        parked = error;
      }
    });
    if (diverged) {
      throw *diverged;
    }
    if (parked) {
      throw *parked;
    }
    refuse_changes(whose_strategy());
  }

  /// Plugin code that has run must not change how the host goes on.
  void refuse_changes(const std::string& where) const {
    std::string changed = what_changed(before_, surroundings());
    if (changed.empty() && !threads_are_as_set(job_.numeric)) {
      changed = "the number of threads";
    }
    if (!changed.empty()) {
      throw Error(where + ": changed " + changed + " of the host's process");
    }
  }

  /// A result that is not finite is none.
  void require_finite(const at::Tensor& scores) const {
    for (const NetworkTensor& entry : network_.tensors()) {
      if (entry.tensor.is_floating_point() && !entry.tensor.isfinite().all().item<bool>()) {
        throw Diverged(whose_strategy() + ": the network that it leaves is not finite in " +
                       entry.name);
      }
    }
    if (!scores.isfinite().all().item<bool>()) {
      throw Diverged(whose_strategy() + ": its scores of the validation part are not finite");
    }
  }

  void publish(FitTask& task) {
    const at::Tensor scores = task.result_scores(Part::validation);
    require_finite(scores);
    const Draft draft = around_.store.begin(node_.key_json);
    write_safetensors(draft.folder + "/weights.safetensors", weights_beyond(network_, base_));
    write_safetensors(draft.folder + "/validation.safetensors",
                      {{"scores", scores}},
                      {{"kind", name_of(task.score_kind())}});
    if (task.linear_end()) {
      write_linear_end(
          draft.folder, *task.linear_end(), network_.stage(task.linear_end()->stage).name);
    }
    finish(draft, task);
  }

  void publish_diverged(FitTask& task, const std::string& reason) {
    facts_.status = "diverged";
    facts_.reason = reason;
    finish(around_.store.begin(node_.key_json), task);
  }

  void finish(const Draft& draft, FitTask& task) {
    write_file_atomically(draft.folder + "/history.csv", history_csv(task.history()));
    write_file_atomically(draft.folder + "/phases.json", phases_json(task.finished()));
    write_file_atomically(draft.folder + "/preprocess.json", canonical_json(to_json(normalise_)));
    facts_.timing = timing_since(start_);
    around_.store.publish(draft, facts_);
  }

  const Job& node_;
  const FitJob& job_;
  const JobSurroundings& around_;
  double start_ = 0;
  Surroundings before_ = surroundings();
  Library model_library_, strategy_library_;
  Pixels pixels_;
  FitData data_;
  HostNetwork network_;
  std::map<std::string, at::Tensor> base_;  ///< of the source
  Normalise normalise_;
  PublishFacts facts_;
};

}  // namespace

void run_fit(const Job& job, const JobSurroundings& around) { FitRun(job, around).run(); }

}  // namespace tlhost::engine
