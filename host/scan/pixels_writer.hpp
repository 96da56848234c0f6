#pragma once
#include "host/data/view.hpp"
#include "host/store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Writes pixels.u8 of one view row by row.  The images' identity is known only when all were read,
/// so the file is begun in a private folder and published under its key at the end; a destroyed
/// writer leaves nothing.
class PixelsWriter {
 public:
  /// rows: how many images there will be.  Errors: Refusal(disk).
  PixelsWriter(const Store& store, const std::string& dataset, const View& view, std::size_t rows);
  ~PixelsWriter();
  PixelsWriter(const PixelsWriter&) = delete;
  PixelsWriter& operator=(const PixelsWriter&) = delete;

  const View& view() const { return view_; }

  /// Threads: several at once.  Errors: Refusal(disk).
  void write(std::size_t row, const std::vector<std::uint8_t>& image);
  /// Takes rows, ascending, out; those behind move up.  One thread.  Errors: Refusal(disk).
  void take_out(const std::vector<std::size_t>& rows);
  /// Publishes as the pixels of `images`; ids in row order.
  Artefact publish(const std::string& images, const std::vector<std::string>& ids);

 private:
  const Store& store_;
  View view_;
  Draft scratch_;
  std::string path_;
  std::size_t rows_ = 0;
  int descriptor_ = -1;
};

}  // namespace tlhost::engine
