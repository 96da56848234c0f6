// Blood cells: the augmented white cells of four types, or crops of three kinds by slide.
#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <string>

namespace {

using tlhost::Split;

class BloodCells final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.path("root").doc(
        "the folder with TRAIN and TEST, or with RBC, WBC and Platelets; or one above it");
  }

  explicit BloodCells(const tlhost::Create& create) : root_(create.params.text("root")) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    const std::string first = tlhost::find_folder(root_,
                                                  {"dataset2-master/dataset2-master/images/TRAIN",
                                                   "dataset2-master/images/TRAIN",
                                                   "images/TRAIN",
                                                   "TRAIN",
                                                   "RBC"});
    info.root = std::filesystem::path(first).parent_path().string();
    info.licence = "MIT";
    if (std::filesystem::path(first).filename() == "RBC") {
      info.collection = "blood_cells/slides";
      info.classes = {"Platelets", "RBC", "WBC"};
      info.group_is = "slide";
      info.citation = "BCCD Dataset, github.com/Shenggan/BCCD_Dataset";
      add_part(info, "", Split::unspecified, "^(BloodImage_[0-9]+)_[0-9]+\\..*", out);
      return;
    }
    info.collection = "blood_cells/augmented";
    info.classes = {"EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL"};
    info.group_is = "original image";
    info.citation = "Mooney, Blood Cell Images, kaggle.com/paultimothymooney/blood-cells";
    add_part(info, "TRAIN/", Split::train, "^_([0-9]+)_[0-9]+\\..*", out);
    add_part(info, "TEST/", Split::test, "^_([0-9]+)_[0-9]+\\..*", out);
    if (std::filesystem::exists(info.root + "/TEST_SIMPLE")) {
      for (const std::string& file : tlhost::list_files(info.root + "/TEST_SIMPLE", {""})) {
        out.skip("TEST_SIMPLE/" + file, "an original of the test part: it would count twice");
      }
    }
  }

 private:
  static void add_part(const tlhost::DatasetInfo& info,
                       const std::string& prefix,
                       Split split,
                       const char* name,
                       tlhost::Records& out) {
    const std::regex pattern(name);
    for (std::size_t label = 0; label < info.classes.size(); ++label) {
      const std::string folder = prefix + info.classes[label];
      for (const std::string& file : tlhost::list_files(info.root + "/" + folder, {""}, false)) {
        std::smatch match;
        if (!tlhost::is_image(file)) {
          out.skip(folder + "/" + file, "not a .jpg, .jpeg or .png file");
        } else if (!std::regex_match(file, match, pattern)) {
          out.skip(folder + "/" + file, "its name does not tell the " + info.group_is);
        } else {
          tlhost::Record& record = out.add();
          record.path = folder + "/" + file;
          record.labels = {static_cast<std::int32_t>(label)};
          record.group = match[1].str();
          record.split = split;
        }
      }
    }
  }

  std::string root_;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.blood_cells", "0.1.0", "Blood cells", registrar) {
  registrar.add<tlhost::Dataset, BloodCells>(
      "blood_cells", "four types of white cell, or three kinds of cell", BloodCells::schema());
}
