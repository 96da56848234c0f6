#include "host/plan/job_keys.hpp"

#include "host/data/info_json.hpp"
#include "host/data/view_json.hpp"

#include <boost/json/value_from.hpp>

namespace tlhost::engine {

namespace {

/// Only where it is not 0, so that keys from before it existed stay the same bytes.
void add_number(boost::json::object& object, const char* name, double value) {
  if (value != 0) {
    object[name] = value;
  }
}

boost::json::value to_json(const AugmentRule& augment) {
  boost::json::object object{{"flip", augment.flip}, {"crop", augment.crop}};
  if (augment.flip_vertical) {
    object["flip_vertical"] = true;
  }
  add_number(object, "rotate", augment.rotate);
  add_number(object, "scale", augment.scale);
  add_number(object, "brightness", augment.brightness);
  add_number(object, "contrast", augment.contrast);
  add_number(object, "saturation", augment.saturation);
  add_number(object, "hue", augment.hue);
  add_number(object, "cutout", augment.cutout);
  return object;
}

}  // namespace

boost::json::value to_json(const TrainingRule& training) {
  boost::json::object object{{"epochs", training.epochs},
                             {"batch", training.batch},
                             {"optimizer", training.optimizer},
                             {"lr", training.lr},
                             {"momentum", training.momentum},
                             {"weight_decay", training.weight_decay},
                             {"clip", training.clip},
                             {"decay_vectors", training.decay_vectors},
                             {"schedule", training.schedule},
                             {"warmup", training.warmup},
                             {"keep", training.keep},
                             {"patience", training.patience},
                             {"augment", to_json(training.augment)},
                             {"class_weight", training.class_weight}};
  add_number(object, "mixup", training.mixup);
  add_number(object, "cutmix", training.cutmix);
  add_number(object, "focal", training.focal);
  if (training.sampler != Sampler::plain) {
    object["sampler"] = training.sampler == Sampler::balanced ? "balanced" : "oversample";
  }
  return object;
}

boost::json::value to_json(const NumericRule& numeric) {
  return {{"precision", numeric.precision},
          {"device", numeric.device},
          {"threads", numeric.threads},
          {"shards", 1}};
}

boost::json::value to_json(const NormaliseRule& normalise) {
  switch (normalise.kind) {
    case NormaliseRule::Kind::dataset:
      return "dataset";
    case NormaliseRule::Kind::imagenet:
      return "imagenet";
    case NormaliseRule::Kind::half:
      return "half";
    case NormaliseRule::Kind::unit:
      return "unit";
    case NormaliseRule::Kind::none:
      return "none";
    case NormaliseRule::Kind::given:
      break;
  }
  return {{"mean", boost::json::value_from(normalise.mean)},
          {"std", boost::json::value_from(normalise.std)}};
}

boost::json::value fit_key(const FitJob& job,
                           const RecordTable& table,
                           const std::string& init,
                           const std::string& torch) {
  boost::json::object key{{"kind", kFitKind}};
  key["model"] = job.model.key();
  key["strategy"] = job.strategy.key();
  key["init"] = init.empty() ? boost::json::value() : boost::json::value(init);
  key["train"] = subset_id(table, job.train);
  key["validation"] = subset_id(table, job.validation);
  key["task"] = {{"kind", word_of(table.info.labelling)}, {"classes", job.classes}};
  key["channels"] = job.channels;
  key["view"] = to_json(job.view.view);
  // That of another fit travels on, and stands in that one's key.
  key["normalise"] = job.init ? boost::json::value() : to_json(job.normalise);
  key["training"] = to_json(job.training);
  key["select"] = job.select;
  if (init.empty() || !job.strategy.seedless) {
    key["seed"] = job.seed;
  }
  key["numeric"] = to_json(job.numeric);
  key["torch"] = torch;
  return key;
}

boost::json::value predict_key(const PredictJob& job,
                               const std::string& fit,
                               const NumericRule& numeric,
                               const std::string& torch) {
  return {{"kind", kPredictKind},
          {"of", fit},
          {"test", job.test_images},
          {"view", to_json(job.view.view)},
          {"tta", "none"},
          {"numeric", to_json(numeric)},
          {"torch", torch}};
}

std::string images_id(const RecordTable& table, const std::vector<std::int64_t>& rows) {
  RecordTable part;
  for (const std::int64_t row : rows) {
    part.rows.push_back(table.rows[static_cast<std::size_t>(row)]);
  }
  return images_id(part);
}

}  // namespace tlhost::engine
