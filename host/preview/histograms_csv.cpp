#include "host/preview/page.hpp"
#include "host/report/text.hpp"
#include "host/store/canonical_json.hpp"

namespace tlhost::engine {

std::string histograms_csv(const std::vector<PreviewSection>& sections) {
  std::string text = "dataset,part,class,records,pictures,figure,bin,share\n";
  for (const PreviewSection& section : sections) {
    for (const PreviewClass& one : section.classes) {
      const std::string start = csv_text(section.dataset) + "," + one.part + "," +
                                csv_text(one.name) + "," + std::to_string(one.records) + "," +
                                std::to_string(one.pictures) + ",";
      for (const Histogram& histogram : one.histograms) {
        for (std::size_t bin = 0; bin < histogram.shares.size(); ++bin) {
          text += start + histogram.figure + "," + std::to_string(bin) + "," +
                  number_text(histogram.shares[bin]) + "\n";
        }
      }
    }
  }
  return text;
}

}  // namespace tlhost::engine
