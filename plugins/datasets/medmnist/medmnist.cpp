// MedMNIST: twelve sets of small medical images, each a .npz file of three published parts.
#include "part.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace {

using tlhost::Split;
using namespace tlhost::medmnist;

/// With leading zeros, so that ids sort as rows.
std::string numbered(const std::string& part, std::uint64_t row) {
  const std::string digits = std::to_string(row);
  return part + "_" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

class MedMnist final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .path("root")
        .doc("the folder with the .npz files, as ~/.medmnist")
        .choice("set",
                "pneumoniamnist",
                {"pathmnist",
                 "chestmnist",
                 "dermamnist",
                 "octmnist",
                 "pneumoniamnist",
                 "retinamnist",
                 "breastmnist",
                 "bloodmnist",
                 "tissuemnist",
                 "organamnist",
                 "organcmnist",
                 "organsmnist"})
        .doc("which of the twelve sets; the file is <set>.npz or <set>_<size>.npz")
        .integer("size", 28)
        .at_least(28)
        .at_most(224)
        .unit("pixels")
        .doc("height and width of the images in the file: 28, 64, 128 or 224");
  }

  explicit MedMnist(const tlhost::Create& create)
      : root_(create.params.text("root")),
        set_(set_of(create.params.text("set"))),
        side_(create.params.integer("size")) {
    if (side_ != 28 && side_ != 64 && side_ != 128 && side_ != 224) {
      throw tlhost::ConfigError("size is " + std::to_string(side_) +
                                "; expected 28, 64, 128 or 224");
    }
  }

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    const std::string name =
        set_.flag + (side_ == 28 ? std::string() : "_" + std::to_string(side_)) + ".npz";
    const std::string path = tlhost::find_file(root_, {name.c_str()});
    info.root = root_;
    info.collection = std::string("medmnist/") + set_.flag;  // the same images in all sizes
    info.classes = set_.classes;
    info.labelling = set_.labelling;
    info.channels = set_.channels;
    info.group_is = "none";
    info.own_pixels = true;
    info.version = "2";
    info.citation = "Yang et al., MedMNIST v2, Scientific Data 10, 41 (2023), arXiv:2110.14795";
    info.licence = set_.licence;
    info.url = "https://medmnist.com";
    path_ = path;
    const Npz npz(path);
    list(npz, name, context, out);
    unpack_or_wait(npz, context);
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    const Part& part = part_of(record.split);
    out.height = out.width = static_cast<std::int32_t>(side_);
    out.channels = set_.channels;
    out.bytes.resize(static_cast<std::size_t>(side_ * side_ * set_.channels));
    unpacked(part).read(static_cast<std::uint64_t>(record.frame) * out.bytes.size(), out.bytes);
  }

 private:
  struct Part {
    const char* name;
    Split split;
    PartArrays arrays;
    mutable std::unique_ptr<UnpackedImages> images;
    mutable std::string wrong;  ///< why there are none
  };

  void list(const Npz& npz,
            const std::string& name,
            const tlhost::Context& context,
            tlhost::Records& out) {
    for (Part& part : parts_) {
      if (context.cancelled()) {
        throw tlhost::Error("cancelled");
      }
      part.arrays = part_arrays(npz, path_, part.name, set_, static_cast<std::uint64_t>(side_));
      const auto labels = read_labels(npz, path_, part.arrays, set_);
      for (std::uint64_t row = 0; row < part.arrays.rows; ++row) {
        tlhost::Record& record = out.add();
        record.path = name;
        record.frame = static_cast<std::int64_t>(row);
        record.id = numbered(part.name, row);
        record.labels = labels[static_cast<std::size_t>(row)];
        record.split = part.split;
      }
    }
    for (const std::string& other : npz.names()) {
      const bool known = std::any_of(parts_.begin(), parts_.end(), [&other](const Part& part) {
        return other == part.arrays.images.name || other == part.arrays.labels.name;
      });
      if (!known) {
        out.skip(name + "/" + other, "not an array of MedMNIST");
      }
    }
  }

  /// Small files are unpacked at once, so that what is wrong with one is told once; large ones when
  /// the first image is asked for, which is never where all are remembered.
  void unpack_or_wait(const Npz& npz, tlhost::Context& context) {
    std::uint64_t bytes = 0;
    for (const Part& part : parts_) {
      bytes += part.arrays.images.bytes;
    }
    constexpr std::uint64_t kAtOnce = std::uint64_t{128} << 20;
    if (bytes > kAtOnce) {
      scratch_ = context.scratch();
      return;
    }
    for (const Part& part : parts_) {
      part.images = std::make_unique<UnpackedImages>(npz, part.arrays.images, "");
    }
  }

  const Part& part_of(Split split) const {
    const auto part = std::find_if(
        parts_.begin(), parts_.end(), [split](const Part& each) { return each.split == split; });
    if (part == parts_.end()) {
      throw tlhost::DataError("the record is in none of the published parts");
    }
    return *part;
  }

  const UnpackedImages& unpacked(const Part& part) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!part.wrong.empty()) {
      throw tlhost::DataError(part.wrong);
    }
    if (!part.images) {
      try {
        part.images = std::make_unique<UnpackedImages>(Npz(path_), part.arrays.images, scratch_);
      } catch (const tlhost::DataError& error) {
        part.wrong = error.what();
        throw;
      }
    }
    return *part.images;
  }

  std::string root_;
  const MedSet& set_;
  std::int64_t side_ = 28;
  std::string path_, scratch_;  ///< of the .npz file; of a folder to unpack in
  std::array<Part, 3> parts_{Part{"train", Split::train, {}, nullptr, ""},
                             Part{"val", Split::validation, {}, nullptr, ""},
                             Part{"test", Split::test, {}, nullptr, ""}};
  mutable std::mutex mutex_;  ///< of the unpacked images
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.medmnist", "0.1.0", "MedMNIST v2 and MedMNIST+", registrar) {
  registrar.add<tlhost::Dataset, MedMnist>(
      "medmnist", "one of twelve sets of small medical images", MedMnist::schema());
}
