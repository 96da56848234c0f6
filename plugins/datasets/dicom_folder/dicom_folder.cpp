// A folder of DICOM files, one folder a class, or a table of labels.  Each frame is a record.
#include "byte_file.hpp"
#include "header.hpp"
#include "pixels.hpp"
#include "plugins/datasets/common/split_column.hpp"
#include "unpack.hpp"
#include "window.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace {

namespace dicom = tlhost::dicom_folder;
using dicom::Header;
using tlhost::DataError;
using tlhost::Split;

/// What the table or the folder says of a file.
struct Label {
  std::string name;
  Split split = Split::unspecified;
};

/// Bytes outside printable ASCII as %XX: ids are shown and compared, whatever the character set.
std::string plain(const std::string& text) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte <= '~' && byte != '%') {
      result += c;
    } else {
      result += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return result;
}

class DicomFolder final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .path("root")
        .doc("the folder that holds the class folders, or the files of the table")
        .text("labels", "")
        .doc(
            "a table below root with columns path or sop, label, perhaps split; empty: a folder "
            "for each class")
        .choice("group", "patient", {"patient", "study", "none"})
        .doc(
            "what is never divided between parts: all files of a PatientID, of a study, or nothing")
        .choice("window", "file", {"file", "percentile", "given", "range"})
        .doc(
            "what is black and white: the file's first VOI window, percentiles of each frame, "
            "centre and width, or all stored bits")
        .real("percentile", 1)
        .at_least(0)
        .at_most(49)
        .unit("%")
        .doc("of a frame's pixels that are black, and white, with \"window\": \"percentile\"")
        .real("centre", 0)
        .doc("of \"window\": \"given\", after slope and intercept (CT: Hounsfield units)")
        .real("width", 0)
        .at_least(0)
        .doc("of \"window\": \"given\"; above 1");
  }

  explicit DicomFolder(const tlhost::Create& create)
      : root_(create.params.text("root")),
        labels_(create.params.text("labels")),
        group_(create.params.text("group")) {
    rule_.kind = create.params.text("window");
    rule_.percentile = create.params.real("percentile");
    rule_.centre = create.params.real("centre");
    rule_.width = create.params.real("width");
    if ((rule_.kind == "given") != (rule_.width > 1)) {
      throw tlhost::ConfigError(
          "\"window\": \"given\" needs a \"width\" above 1, and only that has one");
    }
    dicom::silence_gdcm();
  }

  void index(tlhost::Context& context, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.root = root_;
    info.own_pixels = true;
    info.group_is = group_;
    const std::map<std::string, Header> files = read_files(context, out);
    for (const auto& [file, header] : files) {
      channels_ = header.samples == 3 ? 3 : channels_;
    }
    info.channels = channels_;
    const std::map<std::string, Label> labels =
        labels_.empty() ? by_folder(files) : by_table(files);
    std::map<std::string, std::int32_t> classes;
    for (const auto& [file, label] : labels) {
      classes.emplace(label.name, 0);
    }
    for (auto& [name, number] : classes) {
      number = static_cast<std::int32_t>(info.classes.size());
      info.classes.push_back(name);
    }
    for (const auto& [file, header] : files) {
      const auto label = labels.find(file);
      if (label == labels.end()) {
        out.skip(file, "not in the table");
        continue;
      }
      add(file, header, label->second, classes[label->second.name], out);
    }
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    const std::string path = root_ + "/" + record.path;
    const Header header = dicom::read_header(path);
    dicom::check_pixels(header, dicom::ByteFile(path).size());
    if (header.packed) {
      const std::shared_ptr<const Unpacked> frames = unpacked(path, header);
      out = dicom::frame_image(header,
                               frames->bytes.data() + record.frame * dicom::frame_bytes(header));
    } else {
      out = dicom::frame_image(header, dicom::stored_frame(path, header, record.frame).data());
    }
    if (header.samples == 1) {
      dicom::apply_window(header, rule_, out);
    }
    if (out.channels < channels_) {
      dicom::repeat_grey(out);
    }
  }

 private:
  /// The frames of the compressed file that was read last: they are asked for one by one.
  struct Unpacked {
    std::string path;
    std::vector<std::uint8_t> bytes;
  };

  /// Of every DICOM file below root, sorted.  All that cannot be read are told at once.
  std::map<std::string, Header> read_files(tlhost::Context& context, tlhost::Records& out) const {
    constexpr std::size_t kMostShown = 20;
    std::map<std::string, Header> files;
    std::vector<std::string> bad;
    for (const std::string& file : tlhost::list_files(root_, {""})) {
      if (context.cancelled()) {
        throw tlhost::Error("cancelled");
      }
      if (file == labels_) {
        continue;
      }
      const std::string name = std::filesystem::path(file).filename().string();
      if (name == "DICOMDIR" || !dicom::is_dicom(root_ + "/" + file)) {
        out.skip(file, name == "DICOMDIR" ? "a directory of DICOM files" : "not DICOM");
        continue;
      }
      try {
        files.emplace(file, dicom::read_header(root_ + "/" + file));
      } catch (const DataError& error) {
        bad.push_back(file + ": " + error.what());
      }
    }
    if (!bad.empty()) {
      std::string text;
      for (std::size_t i = 0; i < bad.size() && i < kMostShown; ++i) {
        text += (i == 0 ? "" : "; ") + bad[i];
      }
      throw DataError(root_ + ": " + std::to_string(bad.size()) + " files cannot be read: " + text +
                      (bad.size() > kMostShown ? "; ..." : "") +
                      ".  Mend them or take them out of the folder");
    }
    if (files.empty()) {
      throw DataError(root_ + ": no DICOM files");
    }
    return files;
  }

  /// The first folder of each path.
  std::map<std::string, Label> by_folder(const std::map<std::string, Header>& files) const {
    std::map<std::string, Label> labels;
    for (const auto& [file, header] : files) {
      const std::size_t end = file.find('/');
      if (end == std::string::npos) {
        throw DataError(root_ + "/" + file + ": this file lies in no class folder");
      }
      labels[file] = {file.substr(0, end), Split::unspecified};
    }
    return labels;
  }

  /// A row names a file by its path below root or by its SOPInstanceUID.
  std::map<std::string, Label> by_table(const std::map<std::string, Header>& files) const {
    const std::string place = root_ + "/" + labels_;
    std::error_code error;
    if (!std::filesystem::is_regular_file(place, error)) {
      throw tlhost::ConfigError("labels: " + place + " is no file");
    }
    const tlhost::Table table(place);
    const bool by_path = table.has("path");
    const char* column = by_path ? "path" : "sop";
    std::map<std::string, std::string> file_of;
    for (const auto& [file, header] : files) {
      const std::string& name = by_path ? file : header.sop;
      const auto [known, is_new] = file_of.emplace(name, file);
      if (!is_new) {
        throw DataError(root_ + ": " + known->second + " and " + file +
                        " have one SOPInstanceUID; name files by path");
      }
    }
    std::map<std::string, Label> labels;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const auto file = file_of.find(table.at(row, column));
      if (file == file_of.end()) {
        table.refuse(row, column, "a DICOM file below " + root_);
      }
      if (table.at(row, "label").empty()) {
        table.refuse(row, "label", "a class");
      }
      if (!labels.emplace(file->second, Label{table.at(row, "label"), tlhost::split_of(table, row)})
               .second) {
        table.refuse(row, column, "each file once");
      }
    }
    return labels;
  }

  void add(const std::string& file,
           const Header& header,
           const Label& label,
           std::int32_t number,
           tlhost::Records& out) const {
    const std::string group = group_ == "patient" ? plain(header.patient)
                              : group_ == "study" ? plain(header.study)
                                                  : "";
    if (group.empty() && group_ != "none") {
      throw DataError(root_ + "/" + file + ": no " +
                      (group_ == "patient" ? "PatientID" : "StudyInstanceUID") +
                      ", so its group is unknown; set \"group\" to another choice");
    }
    for (std::int64_t frame = 0; frame < header.frames; ++frame) {
      tlhost::Record& record = out.add();
      record.path = file;
      record.frame = frame;
      record.labels = {number};
      record.group = group;
      record.split = label.split;
    }
  }

  /// GDCM decodes for one thread at a time.
  std::shared_ptr<const Unpacked> unpacked(const std::string& path, const Header& header) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!unpacked_ || unpacked_->path != path) {
      unpacked_ = std::make_shared<const Unpacked>(Unpacked{path, dicom::unpack(path, header)});
    }
    return unpacked_;
  }

  std::string root_, labels_, group_;
  std::int32_t channels_ = 1;  // 3 where one file is colour
  dicom::WindowRule rule_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Unpacked> unpacked_;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.dicom_folder", "0.1.0", "Folders of DICOM files", registrar) {
  registrar.add<tlhost::Dataset, DicomFolder>(
      "dicom_folder", "DICOM files, a folder for each class or a table", DicomFolder::schema());
}
