// ISIC 2017, part 3: skin lesions, three published parts, each a folder and a table of labels.
#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using tlhost::Split;

using Attributes = std::vector<std::pair<std::string, std::string>>;

const char* const kLesions[] = {"nevus", "melanoma", "seborrheic_keratosis"};

class Isic2017 final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .path("root")
        .doc("the folder with ISIC-2017_Training_Data and the tables of labels")
        .choice("labels", "three", {"two", "three", "two_combined"})
        .doc("two: nevus or melanoma, without keratoses; two_combined: melanoma or any other");
  }

  explicit Isic2017(const tlhost::Create& create)
      : root_(create.params.text("root")), view_(create.params.text("labels")) {}

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.root = root_;
    info.collection = "isic2017";  // the label views share their images, hence their splits
    info.classes.assign(kLesions, kLesions + (view_ == "three" ? 3 : 2));
    info.classes[0] = view_ == "two_combined" ? "benign" : kLesions[0];
    info.group_is = "none";
    info.version = "2017-part3";
    info.citation = "Codella et al., ISBI 2018, arXiv:1710.05006";
    info.licence = "CC0-1.0";
    info.url = "https://challenge.isic-archive.com/data/#2017";
    add_part("Training", Split::train, out);
    const std::map<std::string, Split> others = {{"Validation", Split::validation},
                                                 {"Test_v2", Split::test}};
    for (const auto& [name, split] : others) {
      if (std::filesystem::exists(root_ + "/ISIC-2017_" + name + "_Data")) {
        add_part(name, split, out);
      } else {
        context.log(tlhost::Level::warning, "ISIC-2017_" + name + "_Data is not there");
      }
    }
  }

 private:
  void add_part(const std::string& name, Split split, tlhost::Records& out) const {
    const std::string folder = "ISIC-2017_" + name + "_Data";
    const std::string nested = folder + "/" + folder;
    const std::string csv = "ISIC-2017_" + name + "_Part3_GroundTruth.csv";
    const std::string inside = folder + "/" + csv;
    const std::string twice = csv + "/" + csv;
    const std::string place = tlhost::find_folder(root_, {nested.c_str(), folder.c_str()});
    const tlhost::Table truth(
        tlhost::find_file(root_, {csv.c_str(), twice.c_str(), inside.c_str()}));
    const std::string prefix = place.substr(root_.size() + 1) + "/";
    const std::map<std::string, Attributes> patients = patients_of(place, folder);
    std::set<std::string> unlabelled;
    for (const std::string& file : tlhost::list_files(place, {""}, false)) {
      const std::size_t end = file.size() > 4 ? file.size() - 4 : 0;
      if (file.compare(end, std::string::npos, ".jpg") == 0) {
        unlabelled.insert(file.substr(0, end));
      } else if (file.find("_superpixels.") != std::string::npos) {
        out.skip(prefix + file, "superpixels: no photograph");
      } else if (file.find(".csv") == std::string::npos) {
        out.skip(prefix + file, "not a .jpg file");
      }
    }
    for (std::size_t row = 0; row < truth.rows(); ++row) {
      const std::string& id = truth.at(row, "image_id");
      if (unlabelled.erase(id) == 0) {
        truth.refuse(row, "image_id", "the name of a .jpg file in " + place + ", each once");
      }
      const auto patient = patients.find(id);
      add_lesion(prefix + id + ".jpg",
                 lesion_of(truth, row),
                 split,
                 out,
                 patient == patients.end() ? Attributes{} : patient->second);
    }
    for (const std::string& id : unlabelled) {
      out.skip(prefix + id + ".jpg", "not in " + csv);
    }
  }

  /// Age and sex by image, from the table that may lie in the image folder or beside it.
  std::map<std::string, Attributes> patients_of(const std::string& place,
                                                const std::string& folder) const {
    std::map<std::string, Attributes> patients;
    for (const std::string& path :
         {place + "/" + folder + "_metadata.csv", root_ + "/" + folder + "_metadata.csv"}) {
      if (!std::filesystem::is_regular_file(path)) {
        continue;
      }
      const tlhost::Table table(path);
      for (std::size_t row = 0; row < table.rows(); ++row) {
        Attributes& patient = patients[table.at(row, "image_id")];
        patient.clear();
        for (const auto& [name, column] : {std::pair("age", "age_approximate"), {"sex", "sex"}}) {
          const std::string& value = table.at(row, column);
          if (!value.empty() && value != "unknown") {
            patient.emplace_back(name, value);
          }
        }
      }
      break;
    }
    return patients;
  }

  /// A place in kLesions.
  static std::int32_t lesion_of(const tlhost::Table& truth, std::size_t row) {
    double is[2] = {0, 0};
    for (const int k : {0, 1}) {
      is[k] = truth.number(row, kLesions[k + 1]);
      if (is[k] != 0 && is[k] != 1) {
        truth.refuse(row, kLesions[k + 1], "0 or 1");
      }
    }
    if (is[0] == 1 && is[1] == 1) {
      truth.refuse(row, kLesions[2], "0, as the lesion is a melanoma already");
    }
    return is[0] == 1 ? 1 : is[1] == 1 ? 2 : 0;
  }

  void add_lesion(const std::string& path,
                  std::int32_t lesion,
                  Split split,
                  tlhost::Records& out,
                  const Attributes& patient) const {
    if (view_ == "two" && lesion == 2) {
      out.skip(path, "a seborrheic keratosis: not in the view \"two\"");
      return;
    }
    tlhost::Record& record = out.add();
    record.path = path;
    record.id = std::filesystem::path(path).stem().string();  // the same wherever it was unpacked
    record.labels = {view_ == "two_combined" && lesion == 2 ? 0 : lesion};
    record.stratum = kLesions[lesion];  // the same in all views: so is every split
    record.split = split;
    record.attributes = patient;
  }

  std::string root_, view_;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.isic2017", "0.1.0", "ISIC 2017, part 3", registrar) {
  registrar.add<tlhost::Dataset, Isic2017>(
      "isic2017", "photographs of skin lesions, three label views", Isic2017::schema());
}
