#include "host/export/predict.hpp"
#include "host/report/text.hpp"
#include "host/store/canonical_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace tlhost::engine {
namespace {

/// The values of one image.
std::vector<double> row_of(const ImageScores& scores, std::size_t image) {
  const auto first =
      scores.values.begin() + static_cast<std::ptrdiff_t>(image * scores.classes.size());
  return {first, first + static_cast<std::ptrdiff_t>(scores.classes.size())};
}

/// The class with the highest value, the first of equals.
const std::string& highest(const ImageScores& scores, std::size_t image) {
  const std::vector<double> row = row_of(scores, image);
  return scores.classes.at(
      static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin()));
}

}  // namespace

std::string scores_csv(const ImageScores& scores) {
  std::string csv = "path,highest";
  for (const std::string& name : scores.classes) {
    csv += "," + csv_text(name);
  }
  csv += "\n";
  for (std::size_t i = 0; i < scores.images.size(); ++i) {
    csv += csv_text(scores.images[i]) + "," + csv_text(highest(scores, i));
    for (const double value : row_of(scores, i)) {
      csv += "," + number_text(value);
    }
    csv += "\n";
  }
  return csv;
}

std::string scores_json(const ImageScores& scores) {
  boost::json::array images;
  for (std::size_t i = 0; i < scores.images.size(); ++i) {
    boost::json::object values;
    const std::vector<double> row = row_of(scores, i);
    for (std::size_t c = 0; c < row.size(); ++c) {
      values[visible_text(scores.classes[c])] = row[c];
    }
    images.push_back({{"path", visible_text(scores.images[i])},
                      {"highest", visible_text(highest(scores, i))},
                      {scores.kind, std::move(values)}});
  }
  return canonical_json(boost::json::object{{"kind", scores.kind},
                                            {"multilabel", scores.multilabel},
                                            {"left_out", scores.left_out},
                                            {"images", std::move(images)}}) +
         "\n";
}

}  // namespace tlhost::engine
