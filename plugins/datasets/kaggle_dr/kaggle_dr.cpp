// Diabetic retinopathy (Kaggle, EyePACS): photographs of both eyes, five grades in a table.
#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace {

class KaggleDr final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.path("root").doc("the folder with train and trainLabels.csv");
  }

  explicit KaggleDr(const tlhost::Create& create) : root_(create.params.text("root")) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    // Unpacked by some tools, trainLabels.csv.zip becomes a folder of that name.
    const tlhost::Table table(
        tlhost::find_file(root_, {"trainLabels.csv/trainLabels.csv", "trainLabels.csv"}));
    info.root = tlhost::find_folder(root_, {"train/train", "train"});
    info.classes = {"0", "1", "2", "3", "4"};
    info.labelling = tlhost::Labelling::ordinal;
    info.group_is = "patient";
    info.citation = "Kaggle Diabetic Retinopathy Detection, 2015; images of EyePACS";
    info.licence = "competition data, for research; see the competition's rules";
    info.url = "https://www.kaggle.com/c/diabetic-retinopathy-detection";
    std::set<std::string> unlabelled;
    for (const std::string& file : tlhost::list_files(info.root, {""}, false)) {
      if (tlhost::is_image(file)) {
        unlabelled.insert(file);
      } else {
        out.skip(file, "not a .jpg, .jpeg or .png file");
      }
    }
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const std::string& eye = table.at(row, "image");
      const std::size_t end = eye.rfind('_');
      const std::string side = end == std::string::npos || end == 0 ? "" : eye.substr(end + 1);
      if (side != "left" && side != "right") {
        table.refuse(row, "image", "<patient>_left or <patient>_right");
      }
      if (unlabelled.erase(eye + ".jpeg") == 0) {
        table.refuse(row, "image", "a .jpeg file of that name in " + info.root + ", each once");
      }
      tlhost::Record& record = out.add();
      record.path = eye + ".jpeg";
      record.labels = {grade_of(info, table, row)};
      record.group = eye.substr(0, end);
    }
    for (const std::string& file : unlabelled) {
      out.skip(file, "not in trainLabels.csv");
    }
  }

 private:
  static std::int32_t grade_of(const tlhost::DatasetInfo& info,
                               const tlhost::Table& table,
                               std::size_t row) {
    const auto& all = info.classes;
    const auto grade = std::find(all.begin(), all.end(), table.at(row, "level"));
    if (grade == all.end()) {
      table.refuse(row, "level", "a grade, 0 to 4");
    }
    return static_cast<std::int32_t>(grade - all.begin());
  }

  std::string root_;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.kaggle_dr", "0.1.0", "Diabetic retinopathy", registrar) {
  registrar.add<tlhost::Dataset, KaggleDr>(
      "kaggle_dr", "photographs of both eyes, five grades of retinopathy", KaggleDr::schema());
}
