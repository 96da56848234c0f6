// Cats and dogs (Microsoft, Asirra): two folders.
#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <cstdint>
#include <string>

namespace {

class CatsDogs final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.path("root").doc("the folder PetImages, or the one above it");
  }

  explicit CatsDogs(const tlhost::Create& create) : root_(create.params.text("root")) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    const std::string cats = tlhost::find_folder(
        root_, {"PetImages/Cat", "kagglecatsanddogs_5340/PetImages/Cat", "Cat"});
    info.root = cats.substr(0, cats.size() - 4);
    info.classes = {"Cat", "Dog"};
    info.group_is = "none";
    info.citation = "Elson et al., Asirra, CCS 2007";
    info.licence = "Microsoft Research data licence";
    info.url = "https://www.microsoft.com/en-us/download/details.aspx?id=54765";
    for (const std::int32_t label : {0, 1}) {
      const std::string folder = label == 0 ? "Cat" : "Dog";
      for (const std::string& file : tlhost::list_files(info.root + "/" + folder, {""}, false)) {
        if (!tlhost::is_image(file)) {
          out.skip(folder + "/" + file, "not a .jpg, .jpeg or .png file");
          continue;
        }
        tlhost::Record& record = out.add();  // unreadable ones too: the host finds them
        record.path = folder + "/" + file;
        record.labels = {label};
      }
    }
  }

 private:
  std::string root_;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.cats_dogs", "0.1.0", "Cats and dogs", registrar) {
  registrar.add<tlhost::Dataset, CatsDogs>(
      "cats_dogs", "photographs of cats and dogs", CatsDogs::schema());
}
