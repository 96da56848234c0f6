// Natural Images: a folder for each class.
#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

class NaturalImages final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.path("root").doc("the folder with the class folders, or one above it");
  }

  explicit NaturalImages(const tlhost::Create& create) : root_(create.params.text("root")) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    // The archive holds the same images twice; the first place that is there counts.
    info.root = tlhost::find_folder(
        root_, {"natural_images", "data/natural_images", "natural_images/natural_images", "."});
    info.classes = tlhost::list_folders(info.root);
    info.group_is = "none";
    info.citation = "Roy et al., Effects of Degradations on Deep Neural Networks, 2018";
    info.licence = "CC-BY-NC-SA-4.0";
    info.url = "https://www.kaggle.com/prasunroy/natural-images";
    for (std::size_t label = 0; label < info.classes.size(); ++label) {
      const std::string& name = info.classes[label];
      std::int64_t images = 0;
      for (const std::string& file : tlhost::list_files(info.root + "/" + name, {""}, false)) {
        if (!tlhost::is_image(file)) {
          out.skip(name + "/" + file, "not a .jpg, .jpeg or .png file");
          continue;
        }
        tlhost::Record& record = out.add();
        record.path = name + "/" + file;
        record.labels = {static_cast<std::int32_t>(label)};
        ++images;
      }
      if (images == 0) {
        throw tlhost::DataError(info.root + "/" + name + ": no images; fill it or remove it");
      }
    }
  }

 private:
  std::string root_;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.natural_images", "0.1.0", "Natural Images", registrar) {
  registrar.add<tlhost::Dataset, NaturalImages>(
      "natural_images", "everyday objects and animals", NaturalImages::schema());
}
