// Chest X-rays with and without pneumonia, a folder for each part and class.
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

/// "person12" of person12_virus_3.jpeg, "IM-0115" of NORMAL2-IM-0115-0001.jpeg; else nothing.
std::string patient_of(const std::string& file) {
  static const std::regex kPatient("^(?:NORMAL2-)?(person[0-9]+|IM-[0-9]+)[_-].*");
  std::smatch match;
  return std::regex_match(file, match, kPatient) ? match[1].str() : "";
}

class ChestXray final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.path("root").doc("the folder with train and test, or one above it");
  }

  explicit ChestXray(const tlhost::Create& create) : root_(create.params.text("root")) {}

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    // The archive has a second copy below chest_xray/chest_xray: the outer one is taken.
    const std::string train =
        tlhost::find_folder(root_, {"train", "chest_xray/train", "chest_xray/chest_xray/train"});
    info.root = std::filesystem::path(train).parent_path().string();
    info.classes = {"NORMAL", "PNEUMONIA"};
    info.channels = 1;
    info.citation = "Kermany et al., Cell 172(5), 2018, doi:10.1016/j.cell.2018.02.010";
    info.licence = "CC-BY-4.0";
    info.url = "https://data.mendeley.com/datasets/rscbjbr9sj";
    add_part(info, "train", Split::train, out);
    if (std::filesystem::exists(info.root + "/val")) {  // 16 images: too few to choose an epoch by
      add_part(info, "val", Split::train, out);
    }
    add_part(info, "test", Split::test, out);
    info.group_is = grouped_ > 0 ? "person" : "none";
    if (ungrouped_ > 0) {
      context.log(tlhost::Level::warning,
                  "names without person or IM number, each a group of its own: " +
                      std::to_string(ungrouped_));
    }
  }

 private:
  void add_part(const tlhost::DatasetInfo& info,
                const std::string& folder,
                Split split,
                tlhost::Records& out) {
    for (std::int32_t label = 0; label < 2; ++label) {
      const std::string place = folder + "/" + info.classes[static_cast<std::size_t>(label)];
      for (const std::string& file : tlhost::list_files(info.root + "/" + place, {""}, false)) {
        if (!tlhost::is_image(file)) {
          out.skip(place + "/" + file, "not a .jpg, .jpeg or .png file");
          continue;
        }
        tlhost::Record& record = out.add();
        record.path = place + "/" + file;
        record.labels = {label};
        record.split = split;
        const std::string patient = patient_of(file);
        if (!patient.empty()) {  // numbers begin again in the test part
          record.group = (split == Split::test ? "test/" : "train/") + patient;
        }
        ++(patient.empty() ? ungrouped_ : grouped_);
      }
    }
  }

  std::string root_;
  std::int64_t grouped_ = 0, ungrouped_ = 0;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.chest_xray", "0.1.0", "Chest X-rays, pneumonia or not", registrar) {
  registrar.add<tlhost::Dataset, ChestXray>(
      "chest_xray", "chest X-rays of children, normal or pneumonia", ChestXray::schema());
}
