#include "host/data/batches.hpp"

#include "host/data/augment.hpp"

#include <ATen/ATen.h>

namespace tlhost::engine {

Batches::Batches(const Pixels& pixels,
                 const std::vector<std::string>& ids,
                 const Normalise& normalise,
                 bool channels_last)
    : pixels_(pixels), channels_last_(channels_last), ids_(ids), values_(normalise) {}

at::Tensor Batches::empty(std::size_t count) const {
  return at::empty({static_cast<std::int64_t>(count), channels(), pixels_.size(), pixels_.size()},
                   at::TensorOptions(at::kFloat)
                       .memory_format(channels_last_ ? at::MemoryFormat::ChannelsLast
                                                     : at::MemoryFormat::Contiguous));
}

void Batches::write(const std::uint8_t* image, float* out) const {
  values_.write({image, pixels_.size() * pixels_.size(), pixels_.channels()}, channels_last_, out);
}

at::Tensor Batches::images(const std::vector<std::int64_t>& rows) const {
  at::Tensor batch = empty(rows.size());
  float* out = batch.data_ptr<float>();
  for (const std::int64_t row : rows) {
    write(pixels_.image(row), out);
    out += pixels_.size() * pixels_.size() * channels();
  }
  return batch;
}

at::Tensor Batches::augmented(const std::vector<std::int64_t>& rows,
                              const AugmentRule& rule,
                              const AugmentKey& key) const {
  std::vector<TrainingImage> all;
  for (const std::int64_t row : rows) {
    all.push_back({row, rule, key});
  }
  return augmented(all);
}

at::Tensor Batches::augmented(const std::vector<TrainingImage>& images) const {
  at::Tensor batch = empty(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    const at::Tensor out = batch.select(0, static_cast<std::int64_t>(i));
    if (changes_images(images[i].rule)) {
      write_augmented(images[i], out);
    } else {
      write(pixels_.image(images[i].row), out.data_ptr<float>());
    }
  }
  return batch;
}

void Batches::write_augmented(const TrainingImage& image, const at::Tensor& out) const {
  const ByteImage bytes{pixels_.image(image.row), pixels_.size(), pixels_.channels()};
  write(augmented_bytes(bytes, image.rule, image.key, id(image.row)).data(), out.data_ptr<float>());
  const Window cut = cutout_window(image.rule, image.key, id(image.row), pixels_.size());
  if (cut.area() > 0) {
    out.narrow(1, cut.top, cut.bottom - cut.top).narrow(2, cut.left, cut.right - cut.left).zero_();
  }
}

}  // namespace tlhost::engine
