// A dataset that uses all that an SDK offers to datasets: every type of parameter but a path,
// skipped files, log, progress, own pixels, a further interface.  Built against today's headers and
// against frozen ones.
#include "sample_size.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace {

class Dots final : public tlhost::Dataset, public tlhost_sample::Size {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("samples", 48)
        .at_least(4)
        .doc("how many images")
        .real("noise", 0.2)
        .at_least(0)
        .at_most(1)
        .doc("share of white noise")
        .flag("mirrored", false)
        .doc("left for right")
        .choice("tint", "none", {"none", "blue"})
        .doc("colour of all images")
        .text("prefix", "dot_")
        .doc("what names begin with")
        .reals("levels", {80, 170})
        .at_least(0)
        .at_most(255)
        .unit("grey value")
        .doc("brightness of each class");
  }

  explicit Dots(const tlhost::Create& create)
      : samples_(create.params.integer("samples")),
        noise_(create.params.real("noise")),
        mirrored_(create.params.flag("mirrored")),
        blue_(create.params.text("tint") == "blue"),
        prefix_(create.params.text("prefix")),
        levels_(create.params.reals("levels")) {
    if (levels_.size() < 2) {
      throw tlhost::ConfigError("levels has fewer than two values");
    }
  }

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    for (std::size_t k = 0; k < levels_.size(); ++k) {
      info.classes.push_back("level" + std::to_string(k));
    }
    info.collection = prefix_ + "images";
    info.labelling = tlhost::Labelling::multiclass;
    info.channels = 3;
    info.group_is = "pair";
    info.own_pixels = true;
    info.version = "1";
    info.licence = "CC0-1.0";
    for (std::int64_t i = 0; i < samples_; ++i) {
      tlhost::Record& record = out.add();
      record.frame = i;
      record.id = prefix_ + std::to_string(1000 + i);
      record.labels = {static_cast<std::int32_t>(i % static_cast<std::int64_t>(levels_.size()))};
      record.group = "pair" + std::to_string(i / 2);
      record.split = tlhost::Split::unspecified;
      context.progress(static_cast<double>(i + 1), static_cast<double>(samples_));
    }
    out.skip("readme.txt", "not an image");
    context.log(tlhost::Level::info, "dots: " + std::to_string(samples_) + " images");
    if (context.cancelled()) {
      throw tlhost::Error("cancelled");
    }
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    out.height = out.width = kSide;
    out.channels = 3;
    out.bits = 8;
    out.black = 0;
    out.white = 255;
    out.bytes.assign(static_cast<std::size_t>(kSide * kSide * 3), 0);
    const double level = levels_[static_cast<std::size_t>(record.labels.at(0))];
    std::uint64_t state = static_cast<std::uint64_t>(record.frame) + 1;
    for (std::int32_t y = 0; y < kSide; ++y) {
      for (std::int32_t x = 0; x < kSide; ++x) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const double random = static_cast<double>(state >> 56);
        const double shape = (x - 5) * (x - 5) + (y - 9) * (y - 9) < 16 ? level : 40;
        const auto grey = static_cast<std::uint8_t>(noise_ * random + (1 - noise_) * shape);
        const std::int32_t column = mirrored_ ? kSide - 1 - x : x;
        std::uint8_t* pixel = &out.bytes[static_cast<std::size_t>((y * kSide + column) * 3)];
        pixel[0] = pixel[1] = blue_ ? static_cast<std::uint8_t>(grey / 2) : grey;
        pixel[2] = grey;
      }
    }
  }

  std::int64_t samples() const override { return samples_; }

  void* query(const char* interface_id) noexcept override {
    const bool size = std::strcmp(interface_id, Size::interface_id) == 0;
    return size ? static_cast<Size*>(this) : nullptr;
  }

 private:
  static constexpr std::int32_t kSide = 16;
  std::int64_t samples_ = 0;
  double noise_ = 0;
  bool mirrored_ = false, blue_ = false;
  std::string prefix_;
  std::vector<double> levels_;
};

}  // namespace

TLHOST_PLUGIN("org.example.sample_dots", "1.0.0", "Dots of two grey values", registrar) {
  registrar.add<tlhost::Dataset, Dots>(
      "sample_dots", "a bright or dark disc under noise", Dots::schema());
}
