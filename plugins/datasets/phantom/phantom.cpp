// Images drawn from a seed, without files, for examples and tests.  Three domains make a small
// transfer study: natural objects are the plentiful source, skin lesions and chest drawings the
// small targets.
#include "domains.hpp"
#include "random.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using tlhost::phantom::combine;
using tlhost::phantom::Domain;
using tlhost::phantom::Random;
using tlhost::phantom::Scene;

Domain domain_of(const std::string& name) {
  for (const Domain& domain : {tlhost::phantom::natural(), tlhost::phantom::xray()}) {
    if (name == domain.name) {
      return domain;
    }
  }
  return tlhost::phantom::skin();
}

std::uint64_t hash(const std::string& text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    value = combine(value, static_cast<unsigned char>(c));
  }
  return value;
}

/// With leading zeros, so that names sort as numbers.
std::string numbered(const std::string& stem, std::int64_t number) {
  const std::string digits = std::to_string(number);
  return stem + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

class Phantom final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .choice("domain", "natural", {"natural", "xray", "skin"})
        .doc(
            "natural: 8 classes of coloured objects; xray: normal or opacity, grey; skin: benign "
            "or malignant")
        .integer("samples", 400)
        .at_least(2)
        .at_most(1000000)
        .unit("images")
        .doc("of all classes together, equally many of each")
        .integer("side", 48)
        .at_least(16)
        .at_most(512)
        .unit("pixels")
        .doc("height and width")
        .integer("seed", 0)
        .at_least(0)
        .doc("another seed draws other subjects")
        .real("difficulty", 0.5)
        .at_least(0)
        .at_most(1)
        .doc("0: the signs of a class are clear; 1: weak, overlapping and under noise");
  }

  explicit Phantom(const tlhost::Create& create)
      : domain_(domain_of(create.params.text("domain"))),
        samples_(create.params.integer("samples")),
        side_(static_cast<std::int32_t>(create.params.integer("side"))),
        seed_(
            combine(hash(domain_.name), static_cast<std::uint64_t>(create.params.integer("seed")))),
        difficulty_(create.params.real("difficulty")) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.classes = domain_.classes;
    info.channels = domain_.channels;
    info.group_is = "subject";
    info.own_pixels = true;
    info.version = "1";
    const auto classes = static_cast<std::int64_t>(domain_.classes.size());
    for (std::int64_t label = 0; label < classes; ++label) {
      add_class(label, samples_ / classes + (label < samples_ % classes ? 1 : 0), out);
    }
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    Scene scene;
    scene.label = record.labels.at(0);
    scene.subject = combine(seed_, hash(record.group));
    scene.view = combine(seed_, hash(record.id));
    scene.difficulty = difficulty_;
    scene.side = side_;
    domain_.draw(scene, out);
  }

 private:
  /// Subjects with one or two images each.  An image's name, hence its picture, does not depend on
  /// how many there are.
  void add_class(std::int64_t label, std::int64_t images, tlhost::Records& out) const {
    const std::string& name = domain_.classes[static_cast<std::size_t>(label)];
    const auto classes = static_cast<std::int64_t>(domain_.classes.size());
    std::int64_t image = 0;
    for (std::int64_t subject = 0; image < images; ++subject) {
      const std::string group = numbered(name + "_subject_", subject);
      const std::int64_t views = Random(combine(seed_, hash(group))).chance(0.5) ? 2 : 1;
      for (std::int64_t view = 0; view < views && image < images; ++view, ++image) {
        tlhost::Record& record = out.add();
        record.frame = image * classes + label;
        record.id = numbered(name + "_", image);
        record.labels = {static_cast<std::int32_t>(label)};
        record.group = group;
      }
    }
  }

  Domain domain_;
  std::int64_t samples_ = 0;
  std::int32_t side_ = 0;
  std::uint64_t seed_ = 0;
  double difficulty_ = 0;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.phantom", "0.1.0", "Synthetic images", registrar) {
  registrar.add<tlhost::Dataset, Phantom>(
      "phantom", "drawn images of natural objects, chests or skin lesions", Phantom::schema());
}
