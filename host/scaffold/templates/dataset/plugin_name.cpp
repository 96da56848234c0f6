// Stripes that lie or stand, in noise: images drawn from a seed, so that there is something to run.
// With images on disk, fill record.path instead of writing image(), and leave out own_pixels: the
// host reads JPEG and PNG itself.
#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

/// The next number of a stream that depends on its start only (splitmix64).
std::uint64_t next(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

class PluginName final : public tlhost::Dataset {
 public:
  /// What an experiment file may say about this dataset.
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("samples", 120)
        .at_least(8)
        .at_most(1000000)
        .unit("images")
        .doc("of both classes together")
        .integer("side", 24)
        .at_least(16)
        .at_most(512)
        .unit("pixels")
        .doc("height and width")
        .integer("seed", 0)
        .at_least(0)
        .doc("another seed draws other images");
  }

  explicit PluginName(const tlhost::Create& create)
      : samples_(create.params.integer("samples")),
        side_(static_cast<std::int32_t>(create.params.integer("side"))),
        seed_(static_cast<std::uint64_t>(create.params.integer("seed"))) {}

  /// Lists all images without drawing one.  Called once, before image().
  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.classes = {"lying", "standing"};  // label 0, label 1
    info.channels = 1;
    info.group_is = "subject";  // the host never divides a group between training and test
    info.own_pixels = true;
    info.licence = "CC0-1.0";
    info.citation = "none: the images are drawn";
    for (std::int64_t i = 0; i < samples_; ++i) {
      const std::int64_t subject = i / 2;  // two images each, as of two visits
      tlhost::Record& record = out.add();
      record.frame = i;
      record.id = "image_" + std::to_string(i);
      record.labels = {static_cast<std::int32_t>(subject % 2)};
      record.group = "subject_" + std::to_string(subject);
    }
  }

  /// The same record, the same pixels, in whatever order and thread.
  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    out.height = out.width = side_;
    out.channels = 1;
    out.bytes.clear();
    std::uint64_t subject = seed_ * 1000003 + static_cast<std::uint64_t>(record.frame / 2);
    const std::uint64_t width = 2 + next(subject) % 3;
    std::uint64_t noise = next(subject) + static_cast<std::uint64_t>(record.frame % 2);
    const std::uint64_t shift = next(noise) % 8;
    const auto side = static_cast<std::uint64_t>(side_);
    for (std::uint64_t i = 0; i < side * side; ++i) {
      const std::uint64_t place = record.labels[0] == 0 ? i / side : i % side;
      const bool bright = (place + shift) / width % 2 == 1;
      out.bytes.push_back(static_cast<std::uint8_t>((bright ? 90 : 40) + next(noise) % 120));
    }
  }

 private:
  std::int64_t samples_ = 0;
  std::int32_t side_ = 0;
  std::uint64_t seed_ = 0;
};

}  // namespace

TLHOST_PLUGIN("org.example.plugin_name", "0.1.0", "The dataset plugin_name", registrar) {
  registrar.add<tlhost::Dataset, PluginName>(
      "plugin_name", "stripes that lie or stand, in noise", PluginName::schema());
}
