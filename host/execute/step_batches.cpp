#include "host/execute/step_batches.hpp"

#include <string>

namespace tlhost::engine {
namespace {

constexpr double kAnyAngle = 180;  // degrees, either way

}  // namespace

StepBatches::StepBatches(const HostPhase& phase,
                         std::size_t ordinal,
                         const Batches& batches,
                         const FitData& data,
                         const LoopSettings& settings)
    : phase_(phase), ordinal_(ordinal), batches_(batches), data_(data), settings_(settings) {}

std::vector<std::vector<Draw>> StepBatches::of_epoch(std::int32_t epoch) const {
  return epoch_batches(data_, settings_.sampler, {settings_.seed, ordinal_, epoch}, phase_.batch);
}

StepBatch StepBatches::make(std::int32_t epoch,
                            std::size_t step,
                            const std::vector<Draw>& draws) const {
  StepBatch batch;
  std::vector<TrainingImage> images;
  for (const Draw& draw : draws) {
    batch.places.push_back(draw.place);
    images.push_back(image(epoch, draw));
  }
  batch.images = batches_.augmented(images);
  batch.mix = draw_mix_of(epoch, step, draws);
  if (batch.mix) {
    batch.images = mixed_images(batch.images, *batch.mix);
  }
  return batch;
}

TrainingImage StepBatches::image(std::int32_t epoch, const Draw& draw) const {
  TrainingImage image;
  image.row = data_.train[draw.place];
  // Phases of one fit see different augmentations.
  image.key = {settings_.seed, ordinal_ * 1000000 + static_cast<std::uint64_t>(epoch), draw.copy};
  if (phase_.augment) {
    image.rule = settings_.augment;
    if (settings_.sampler == Sampler::oversample && draw.copy > 0) {
      image.rule.rotate = kAnyAngle;
    }
  }
  return image;
}

/// Images that a strategy wants unchanged are not mixed either.
std::optional<Mix> StepBatches::draw_mix_of(std::int32_t epoch,
                                            std::size_t step,
                                            const std::vector<Draw>& draws) const {
  if (!settings_.mix.any() || !phase_.augment) {
    return std::nullopt;
  }
  std::vector<std::string> ids;
  for (const Draw& draw : draws) {
    ids.push_back(batches_.id(data_.train[draw.place]));
  }
  return draw_mix(settings_.mix,
                  {settings_.seed, ordinal_, static_cast<std::uint64_t>(epoch), step},
                  ids,
                  batches_.size());
}

}  // namespace tlhost::engine
