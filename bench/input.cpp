// What the host does with a folder of images, on one thread, in milliseconds of processor time an
// image:
//   tlhost_bench_input FOLDER SIZE CHANNELS STORE ROUNDS
// prints {"decode": [decoding alone], "first": [scan into a new store (read, hash, decode, resize,
// write) and first batches], "cached": [batches of later epochs], "pixels": the file of the views},
// a number a round.
#include "host/data/batches.hpp"
#include "host/data/decoders.hpp"
#include "host/data/reduce.hpp"
#include "host/scan/pixels_writer.hpp"
#include "host/scan/record_reader.hpp"

#include <tlhost/files.hpp>
#include <tlhost/testing.hpp>

#include <ATen/Parallel.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iostream>
#include <numeric>
#include <string>

namespace {

using namespace tlhost::engine;

constexpr std::int64_t kBatch = 1;  // as the scripts that it is compared with

class Folder final : public tlhost::Dataset {
 public:
  Folder(const std::string& root, std::int32_t channels) : root_(root), channels_(channels) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.root = root_;
    info.channels = channels_;
    info.classes = {"no", "yes"};
    info.group_is = "none";
    for (const std::string& file : tlhost::list_files(root_, {".jpg", ".png"})) {
      tlhost::Record& record = out.add();
      record.path = file;
      record.labels = {0};
    }
  }

 private:
  std::string root_;
  std::int32_t channels_ = 3;
};

Normalise normalise() { return {std::vector<double>(3, 0.45), std::vector<double>(3, 0.22)}; }

double processor_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void epoch(const Batches& batches, std::int64_t count) {
  for (std::int64_t begin = 0; begin < count; begin += kBatch) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(std::min(kBatch, count - begin)));
    std::iota(rows.begin(), rows.end(), begin);
    batches.images(rows);
  }
}

/// What no first epoch can do without: the files' bytes, read before, to pixels of the size that
/// the view is made of.
double decoding(const Listing& listing, const View& view) {
  double ms = 0;
  const std::size_t count = listing.table.rows.size();
  for (std::size_t row = 0; row < count; ++row) {
    const auto bytes = read_regular_file(file_of(listing, row), std::uint64_t{1} << 30);
    const double begin = processor_ms();
    decode_at_least(bytes, {view.size, view.size});
    ms += processor_ms() - begin;
  }
  return ms / static_cast<double>(count);
}

/// The images' views in a new store, and the time from their files to the last first batch.
struct FirstEpoch {
  std::string file;  ///< of the views
  double ms = 0;
};

FirstEpoch first_epoch(const tlhost::Dataset& dataset,
                       const Listing& listing,
                       const View& view,
                       const std::string& folder) {
  const Store store = Store::open(folder);
  std::vector<std::string> ids;
  for (const RecordRow& row : listing.table.rows) {
    ids.push_back(row.id);
  }
  const double begin = processor_ms();
  PixelsWriter writer(store, "bench", view, ids.size());
  for (std::size_t row = 0; row < ids.size(); ++row) {
    writer.write(row, read_record(dataset, listing, row, {view}).views[0]);
  }
  FirstEpoch done;
  done.file = writer.publish(folder, ids).path("pixels.u8");
  const auto count = static_cast<std::int64_t>(ids.size());
  const Pixels pixels(done.file, count, view.size, view.channels);
  epoch(Batches(pixels, ids, normalise()), count);
  done.ms = (processor_ms() - begin) / static_cast<double>(count);
  return done;
}

boost::json::array cached_epochs(const std::string& file,
                                 const View& view,
                                 std::int64_t count,
                                 int rounds) {
  const std::vector<std::string> ids(static_cast<std::size_t>(count), "image");
  const Pixels pixels(file, count, view.size, view.channels);
  const Batches batches(pixels, ids, normalise());
  boost::json::array all;
  for (int round = 0; round < rounds; ++round) {
    const double start = processor_ms();
    epoch(batches, count);
    all.push_back((processor_ms() - start) / static_cast<double>(count));
  }
  return all;
}

int run(const std::string& root, const View& view, const std::string& folder, int rounds) {
  Folder dataset(root, static_cast<std::int32_t>(view.channels));
  tlhost::testing::QuietContext context;
  const Listing listing = list_records(dataset, "bench", context);
  boost::json::array decode, first;
  std::string file;
  for (int round = 0; round < rounds; ++round) {
    decode.push_back(decoding(listing, view));
    const FirstEpoch done =
        first_epoch(dataset, listing, view, folder + "/" + std::to_string(round));
    first.push_back(done.ms);
    file = done.file;
  }
  const auto count = static_cast<std::int64_t>(listing.table.rows.size());
  std::cout << boost::json::serialize(
                   boost::json::object{{"decode", decode},
                                       {"first", first},
                                       {"cached", cached_epochs(file, view, count, rounds)},
                                       {"pixels", file}})
            << "\n";
  return 0;
}

std::int64_t number(const std::string& word) {
  std::int64_t value = 0;
  std::from_chars(word.data(), word.data() + word.size(), value);
  return value;
}

}  // namespace

int main(int count, char** words) {
  if (count != 6) {
    std::cerr << "usage: tlhost_bench_input FOLDER SIZE CHANNELS STORE ROUNDS\n";
    return 2;
  }
  at::set_num_threads(1);
  set_up_decoders();
  const View view{number(words[2]), "stretch", number(words[3])};
  return run(words[1], view, words[4], static_cast<int>(number(words[5])));
}
