// A folder of images: one folder a class, perhaps below a folder for each part of the data.
//     root/<class>/...jpg        or        root/{train,validation,test}/<class>/...jpg
#include "layout.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace {

namespace layout = tlhost::image_folder;
using layout::listed;
using layout::Tree;

class ImageFolder final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .path("root")
        .doc(
            "the folder that holds the class folders, or training, validation and test folders "
            "with them")
        .integer("channels", 3)
        .at_least(1)
        .at_most(3)
        .doc("as the images are kept: 3 colour, 1 grey")
        .text("group_separator", "")
        .doc(
            "images whose names agree up to the last such text are one group, as \"_\" for "
            "<patient>_<image>.png; empty: each image is a group of its own");
  }

  explicit ImageFolder(const tlhost::Create& create)
      : root_(create.params.text("root")),
        separator_(create.params.text("group_separator")),
        channels_(static_cast<std::int32_t>(create.params.integer("channels"))) {
    if (channels_ == 2) {
      throw tlhost::ConfigError("channels is 2; expected 1 (grey) or 3 (colour)");
    }
  }

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    const std::vector<Tree> trees = layout::find_trees(root_, context, out);
    info.root = root_;
    info.channels = channels_;
    info.group_is = separator_.empty() ? "none" : "file name prefix";
    info.classes = layout::class_names(root_, trees);
    std::vector<std::int64_t> counts(info.classes.size(), 0);
    for (const Tree& tree : trees) {
      std::int64_t images = 0;
      for (const std::string& name : tree.classes) {
        if (context.cancelled()) {
          throw tlhost::Error("cancelled");
        }
        const auto place = std::lower_bound(info.classes.begin(), info.classes.end(), name);
        const auto label = static_cast<std::size_t>(place - info.classes.begin());
        const std::int64_t added = add_class(tree, name, static_cast<std::int32_t>(label), out);
        counts[label] += added;
        images += added;
      }
      context.log(tlhost::Level::info,
                  std::string("images in the ") + layout::word(tree.part) +
                      " part: " + std::to_string(images) + ", of " + listed(tree.classes));
    }
    refuse_empty(info.classes, counts);
    check_groups(context);
  }

 private:
  /// Adds the images of one class folder and reports its other files; returns how many images.
  std::int64_t add_class(const Tree& tree,
                         const std::string& name,
                         std::int32_t label,
                         tlhost::Records& out) {
    std::int64_t added = 0;
    const std::string folder = tree.prefix + name;
    for (const std::string& file : tlhost::list_files(root_ + "/" + folder, {""})) {
      const std::string path = folder + "/" + file;
      if (layout::is_image(file)) {
        tlhost::Record& record = out.add();
        record.path = path;
        record.id = path;
        record.labels = {label};
        record.group = group_of(path);
        record.split = tree.part;
        ++added;
      } else if (!layout::is_litter(file)) {
        out.skip(path, "not a .jpg, .jpeg or .png file");
      }
    }
    return added;
  }

  std::string group_of(const std::string& path) {
    if (separator_.empty()) {
      return "";
    }
    const std::string stem = std::filesystem::path(path).stem().string();
    const std::size_t end = stem.rfind(separator_);
    ++(end == std::string::npos ? unseparated_ : separated_);
    return stem.substr(0, end);
  }

  void refuse_empty(const std::vector<std::string>& classes,
                    const std::vector<std::int64_t>& counts) const {
    std::vector<std::string> empty;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      if (counts[i] == 0) {
        empty.push_back(classes[i]);
      }
    }
    if (empty.size() == classes.size()) {
      throw tlhost::DataError(root_ + ": no images; expected .jpg, .jpeg or .png files in " +
                              listed(classes));
    }
    if (!empty.empty()) {
      throw tlhost::DataError(root_ + ": no images of class " + listed(empty) +
                              "; fill its folder or remove it");
    }
  }

  void check_groups(tlhost::Context& context) const {
    if (!separator_.empty() && separated_ == 0) {
      throw tlhost::ConfigError("group_separator \"" + separator_ + "\" is in no file name below " +
                                root_ + "; give the text that ends the group, or leave it empty");
    }
    if (unseparated_ > 0) {
      context.log(tlhost::Level::warning,
                  "file names without \"" + separator_ +
                      "\", whose whole name is the group: " + std::to_string(unseparated_));
    }
  }

  std::string root_, separator_;
  std::int32_t channels_ = 3;
  std::int64_t separated_ = 0;    // files whose name holds the separator
  std::int64_t unseparated_ = 0;  // and those whose does not
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.image_folder", "0.1.0", "Folders of images", registrar) {
  registrar.add<tlhost::Dataset, ImageFolder>(
      "image_folder", "JPEG and PNG files, a folder for each class", ImageFolder::schema());
}
