#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace {

/// Grey images of a disc or a ring in noise: a dataset in its smallest form.
class Rings final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("samples", 120)
        .at_least(4)
        .unit("images")
        .doc("how many, half of each class")
        .integer("side", 32)
        .at_least(16)
        .at_most(256)
        .unit("pixels")
        .doc("height and width");
  }

  explicit Rings(const tlhost::Create& create)
      : samples_(create.params.integer("samples")), side_(create.params.integer("side")) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.classes = {"disc", "ring"};
    info.channels = 1;
    info.group_is = "none";
    info.own_pixels = true;
    for (std::int64_t i = 0; i < samples_; ++i) {
      tlhost::Record& record = out.add();
      record.id = "image" + std::to_string(i);
      record.frame = i;
      record.labels = {static_cast<std::int32_t>(i % 2)};
    }
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    out.height = out.width = static_cast<std::int32_t>(side_);
    out.channels = 1;
    out.bytes.resize(static_cast<std::size_t>(side_ * side_));
    std::uint64_t noise = 0x9E3779B97F4A7C15u * static_cast<std::uint64_t>(record.frame + 1);
    const double centre = static_cast<double>(side_) / 2;
    for (std::int64_t i = 0; i < side_ * side_; ++i) {
      noise ^= noise >> 12;
      noise ^= noise << 25;
      noise ^= noise >> 27;
      const double x = static_cast<double>(i % side_) - centre,
                   y = static_cast<double>(i / side_) - centre;
      const double radius = std::hypot(x, y) / static_cast<double>(side_);
      const bool inside = record.labels[0] == 1 ? radius > 0.15 && radius < 0.3 : radius < 0.26;
      out.bytes[static_cast<std::size_t>(i)] =
          static_cast<std::uint8_t>((inside ? 120 : 60) + noise % 100);
    }
  }

 private:
  std::int64_t samples_, side_;
};

}  // namespace

TLHOST_PLUGIN("org.example.rings", "1.0.0", "Discs and rings", registrar) {
  registrar.add<tlhost::Dataset, Rings>("rings", "discs and rings in noise", Rings::schema());
}
