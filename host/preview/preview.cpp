#include "host/preview/preview.hpp"

#include "host/data/batches.hpp"
#include "host/data/encode_png.hpp"
#include "host/data/pixels.hpp"
#include "host/log/problem.hpp"
#include "host/preview/contact_sheet.hpp"
#include "host/preview/page.hpp"
#include "host/preview/subjects.hpp"
#include "host/report/file_name.hpp"
#include "host/store/file_ops.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::size_t kShown = 8;      // pictures of a class on a sheet
constexpr std::size_t kCounted = 200;  // pictures of a class and part in a histogram

using RowsByClass = std::vector<std::vector<std::int64_t>>;

Pixels pixels_of(const PreviewSubject& subject, const Scans& scans, const Store& store) {
  const ScannedDataset& scan = scans.datasets.at(subject.dataset);
  const auto artefact = store.find("pixels", subject.view.pixels_key);
  if (!artefact) {
    throw Refusal(Exit::disk,
                  {"STORE-LOST",
                   "dataset " + scan.name,
                   "its pixels vanished from the store",
                   "",
                   "run again"});
  }
  return {artefact->path("pixels.u8"),
          static_cast<std::int64_t>(scan.table.rows.size()),
          subject.view.view.size,
          subject.view.view.channels};
}

/// The pictures of one dataset: as they are stored, and as training sees them.
class Pictures {
 public:
  Pictures(Pixels pixels, const RecordTable& table)
      : pixels_(std::move(pixels)),
        ids_(ids_of(table)),
        batches_(pixels_,
                 ids_,
                 make_normalise({NormaliseRule::Kind::unit, {}, {}}, pixels_, {}, channels()),
                 false) {}

  std::int64_t channels() const { return pixels_.channels(); }

  std::int64_t size() const { return pixels_.size(); }

  Raster stored(std::int64_t row) const {
    const std::uint8_t* bytes = pixels_.image(row);
    const auto count = static_cast<std::size_t>(size() * size() * channels());
    return {size(), size(), channels(), {bytes, bytes + count}};
  }

  Raster augmented(std::int64_t row, const PreviewAugment& augment) const {
    const at::Tensor image = batches_.augmented({row}, augment.rule, {augment.seed, 0});
    const float* values = image.data_ptr<float>();  // [1, channels, size, size], 0..1
    Raster shown = stored(row);
    const std::int64_t area = size() * size();
    for (std::int64_t i = 0; i < area; ++i) {
      for (std::int64_t c = 0; c < channels(); ++c) {
        const float value = std::clamp(values[c * area + i], 0.0F, 1.0F);
        shown.bytes[static_cast<std::size_t>(i * channels() + c)] =
            static_cast<std::uint8_t>(std::lround(255 * value));
      }
    }
    return shown;
  }

 private:
  static std::vector<std::string> ids_of(const RecordTable& table) {
    std::vector<std::string> ids;
    for (const RecordRow& row : table.rows) {
      ids.push_back(row.id);
    }
    return ids;
  }

  Pixels pixels_;
  std::vector<std::string> ids_;
  Batches batches_;
};

/// Makes the section of one dataset and writes its sheets.
class SectionWriter {
 public:
  SectionWriter(const PreviewSubject& subject,
                const ScannedDataset& scan,
                Pixels pixels,
                const std::string& folder)
      : subject_(subject),
        scan_(scan),
        pictures_(std::move(pixels), scan.table),
        folder_(folder),
        names_(class_names()),
        section_{scan.name, {}, {}} {}

  PreviewSection write() {
    for (const PreviewPart& part : subject_.parts) {
      const RowsByClass shown = rows_by_class(scan_.table, part.rows, kShown);
      write_sheet(part.name,
                  part.name + ", " + std::to_string(part.rows.size()) + " records",
                  shown,
                  [&](std::int64_t row) { return pictures_.stored(row); });
      if (part.name == "train") {
        write_augmented(shown);
      }
      count(part);
    }
    return std::move(section_);
  }

 private:
  std::vector<std::string> class_names() const {
    std::vector<std::string> names = scan_.table.info.classes;
    const bool without = std::any_of(scan_.table.rows.begin(),
                                     scan_.table.rows.end(),
                                     [](const RecordRow& row) { return row.labels.empty(); });
    if (without) {
      names.push_back("no label");
    }
    return names;
  }

  void write_augmented(const RowsByClass& shown) {
    for (std::size_t i = 0; i < subject_.augments.size(); ++i) {
      const PreviewAugment& augment = subject_.augments[i];
      std::string title = "train, augmented";
      for (std::size_t s = 0; s < augment.strategies.size(); ++s) {
        title += (s == 0 ? " for " : ", ") + augment.strategies[s];
      }
      write_sheet("train_augmented" + std::to_string(i + 1),
                  title + ": " + augment.text,
                  shown,
                  [&](std::int64_t row) { return pictures_.augmented(row, augment); });
    }
  }

  template <class Show>
  void write_sheet(const std::string& name,
                   const std::string& title,
                   const RowsByClass& shown,
                   Show show) {
    std::vector<std::vector<Raster>> rows;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < shown.size(); ++c) {
      if (shown[c].empty()) {
        continue;
      }
      names.push_back(names_.at(c));
      rows.emplace_back();
      for (const std::int64_t row : shown[c]) {
        rows.back().push_back(show(row));
      }
    }
    const std::string file = file_name(scan_.name) + "_" + name + ".png";
    write_file_atomically(folder_ + "/" + file,
                          encode_png(contact_sheet(rows, tile_for(pictures_.size()))));
    section_.sheets.push_back({file, title, std::move(names)});
  }

  void count(const PreviewPart& part) {
    const RowsByClass all = rows_by_class(scan_.table, part.rows, part.rows.size());
    for (std::size_t c = 0; c < all.size(); ++c) {
      if (all[c].empty()) {
        continue;
      }
      HistogramSum sum(pictures_.channels());
      for (std::size_t i = 0; i < std::min(all[c].size(), kCounted); ++i) {
        sum.add(pictures_.stored(all[c][i]));
      }
      section_.classes.push_back(
          {part.name, names_.at(c), all[c].size(), sum.pictures(), sum.shares()});
    }
  }

  const PreviewSubject& subject_;
  const ScannedDataset& scan_;
  const Pictures pictures_;
  const std::string& folder_;
  const std::vector<std::string> names_;  ///< of the rows of rows_by_class
  PreviewSection section_;
};

}  // namespace

void write_preview(const Plan& plan,
                   const Scans& scans,
                   const Store& store,
                   const std::string& folder) {
  ensure_writable_folder(folder);
  std::vector<PreviewSection> sections;
  for (const PreviewSubject& subject : preview_subjects(plan)) {
    const ScannedDataset& scan = scans.datasets.at(subject.dataset);
    sections.push_back(
        SectionWriter(subject, scan, pixels_of(subject, scans, store), folder).write());
  }
  write_file_atomically(folder + "/histograms.csv", histograms_csv(sections));
  write_file_atomically(folder + "/index.html", preview_page(plan.experiment, sections));
}

}  // namespace tlhost::engine
