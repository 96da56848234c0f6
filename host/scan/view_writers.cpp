#include "host/scan/view_writers.hpp"

namespace tlhost::engine {

ViewWriters::ViewWriters(const Store& store,
                         const std::string& dataset,
                         const std::vector<View>& views,
                         std::size_t rows)
    : views_(views) {
  for (const View& view : views_) {
    writers_.push_back(std::make_unique<PixelsWriter>(store, dataset, view, rows));
  }
}

void ViewWriters::write(std::size_t row, const std::vector<std::vector<std::uint8_t>>& images) {
  for (std::size_t i = 0; i < writers_.size(); ++i) {
    writers_[i]->write(row, images[i]);
  }
}

void ViewWriters::publish(const RecordTable& table, const std::vector<std::size_t>& bad) {
  std::vector<std::string> ids;
  for (const RecordRow& row : table.rows) {
    ids.push_back(row.id);
  }
  const std::string images = images_id(table);
  for (const auto& writer : writers_) {
    writer->take_out(bad);
    writer->publish(images, ids);
  }
}

}  // namespace tlhost::engine
