// A small dataset of files that is sound, but for the one thing that the environment variable
// TLHOST_TEST_WRONG names.
#include "wrong.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace {

using tlhost::test::wrong;

class Folder final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.path("root").doc("holds a folder for each class");
  }

  explicit Folder(const tlhost::Create& create) : root_(create.params.text("root")) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.root = wrong("root") ? root_ + "/a" : root_;
    info.group_is = "none";
    info.licence = info.citation = "none";
    info.classes = classes();
    for (std::size_t label = 0; label < info.classes.size(); ++label) {
      for (const std::string& file : tlhost::list_files(root_ + "/" + info.classes[label], {""})) {
        tlhost::Record& record = out.add();
        record.path = root_ + "/" + info.classes[label] + "/" + file;
        record.id = wrong("id_place") ? record.path : info.classes[label] + "/" + file;
        record.labels = {static_cast<std::int32_t>(label)};
        if (wrong("no_file")) {
          record.path += ".missing";
        }
      }
    }
  }

 private:
  std::vector<std::string> classes() const {
    if (wrong("missing") && !std::filesystem::exists(root_)) {
      throw tlhost::DataError("something is not there");
    }
    if (!wrong("entry_order") || !std::filesystem::exists(root_)) {
      return tlhost::list_folders(root_);
    }
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(root_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  std::string root_;
};

}  // namespace

TLHOST_PLUGIN("org.example.wrong_folder", "1.0.0", "One thing is wrong", registrar) {
  registrar.add<tlhost::Dataset, Folder>("folder", "files", Folder::schema());
}
