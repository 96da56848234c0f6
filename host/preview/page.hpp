#pragma once
#include "host/preview/histograms.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A contact sheet and the file that it is in.
struct PreviewSheet {
  std::string file, title;
  std::vector<std::string> rows;  ///< their classes, from above
};

/// What the pictures of one class in one part look like.
struct PreviewClass {
  std::string part, name;
  std::size_t records = 0;   ///< in the part
  std::size_t pictures = 0;  ///< that were counted
  std::vector<Histogram> histograms;
};

/// One dataset on the page.
struct PreviewSection {
  std::string dataset;
  std::vector<PreviewSheet> sheets;
  std::vector<PreviewClass> classes;
};

/// index.html: without scripts; loads its sheets and nothing else.  All names are escaped.
std::string preview_page(const std::string& experiment,
                         const std::vector<PreviewSection>& sections);

/// histograms.csv: one line a bin: dataset, part, class, records, pictures, figure, bin, share.
std::string histograms_csv(const std::vector<PreviewSection>& sections);

}  // namespace tlhost::engine
