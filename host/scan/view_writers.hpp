#pragma once
#include "host/data/record_table.hpp"
#include "host/scan/pixels_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tlhost::engine {

/// The pixels of one dataset in all its views, while they are made.
class ViewWriters {
 public:
  /// Errors: Refusal(disk).
  ViewWriters(const Store& store,
              const std::string& dataset,
              const std::vector<View>& views,
              std::size_t rows);

  const std::vector<View>& views() const { return views_; }

  /// images: of one row, a view each.  Threads: several at once.  Errors: Refusal(disk).
  void write(std::size_t row, const std::vector<std::vector<std::uint8_t>>& images);
  /// Publishes what is left without the rows `bad`, ascending.  table: the records that are left.
  void publish(const RecordTable& table, const std::vector<std::size_t>& bad);

 private:
  std::vector<View> views_;
  std::vector<std::unique_ptr<PixelsWriter>> writers_;
};

}  // namespace tlhost::engine
