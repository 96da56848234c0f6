// The plugin medmnist: arrays of numpy as records, and words for those that are none.
#include "tests/contract/dataset_listing.hpp"
#include "tests/support/npz_file.hpp"
#include "tests/support/temp_folder.hpp"

#include <tlhost/error.hpp>

namespace {

using namespace tlhost;
using namespace tlhost::test;
using Catch::Matchers::Contains;
using engine::Arguments;
using engine::Listing;

constexpr int kSide = 28;

/// Pixel values of row r: r, r + 1, ...
std::string pixels(int rows, int channels) {
  std::string bytes;
  for (int row = 0; row < rows; ++row) {
    for (int i = 0; i < kSide * kSide * channels; ++i) {
      bytes += static_cast<char>((row + i) % 251);
    }
  }
  return bytes;
}

/// Labels 0 .. classes - 1 in turn; several: one flag of each class.
std::string labels(int rows, int classes, bool several) {
  std::string bytes;
  for (int row = 0; row < rows; ++row) {
    for (int c = 0; several && c < classes; ++c) {
      bytes += static_cast<char>((row + c) % 3 == 0 ? 1 : 0);
    }
    if (!several) {
      bytes += static_cast<char>(row % classes);
    }
  }
  return bytes;
}

std::string shape(int rows, const std::string& rest) {
  return "(" + std::to_string(rows) + ", " + rest + ")";
}

/// The six arrays of a set; four, two and three rows.
Files arrays(int channels, int classes, bool several) {
  const std::string side = std::to_string(kSide);
  const std::string image = side + ", " + side + (channels == 3 ? ", 3" : "");
  Files files;
  for (const auto& [part, rows] : {std::pair("train", 4), {"val", 2}, {"test", 3}}) {
    files[std::string(part) + "_images.npy"] =
        npy_text("|u1", shape(rows, image), pixels(rows, channels));
    files[std::string(part) + "_labels.npy"] =
        npy_text("|u1",
                 shape(rows, several ? std::to_string(classes) : "1"),
                 labels(rows, classes, several));
  }
  return files;
}

Listing listed(const TempFolder& folder, const std::string& set, const Files& members) {
  write_files(folder.path(), {{set + ".npz", zip_text(members)}});
  return list("medmnist", {{"root", folder.path()}, {"set", set}});
}

/// What is said of the arrays of pneumoniamnist with one of them replaced.
std::string complaint(const std::string& name, const std::string& content) {
  const TempFolder folder;
  Files members = arrays(1, 2, false);
  members[name] = content;
  try {
    listed(folder, "pneumoniamnist", members);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("medmnist lists the published parts in the order of their rows", "[contract][medmnist]") {
  const TempFolder folder;
  const Listing listing = listed(folder, "pneumoniamnist", arrays(1, 2, false));
  CHECK(listing.table.info.collection == "medmnist/pneumoniamnist");
  CHECK(listing.table.info.group_is == "none");
  CHECK(listing.table.info.channels == 1);
  CHECK(listing.table.info.labelling == Labelling::multiclass);
  CHECK(said(listing) == Texts{{"test_000000", "normal, test, "},
                               {"test_000001", "pneumonia, test, "},
                               {"test_000002", "normal, test, "},
                               {"train_000000", "normal, train, "},
                               {"train_000001", "pneumonia, train, "},
                               {"train_000002", "normal, train, "},
                               {"train_000003", "pneumonia, train, "},
                               {"val_000000", "normal, validation, "},
                               {"val_000001", "pneumonia, validation, "}});
}

TEST_CASE("medmnist tells labels of several kinds apart", "[contract][medmnist]") {
  const TempFolder folder;
  const Listing chest = listed(folder, "chestmnist", arrays(1, 14, true));
  CHECK(chest.table.info.labelling == Labelling::multilabel);
  CHECK(chest.table.info.classes.size() == 14);
  REQUIRE(chest.table.rows.size() == 9);
  CHECK(chest.table.rows[3].id == "train_000000");
  CHECK(chest.table.rows[3].labels == std::vector<std::int32_t>{0, 3, 6, 9, 12});
  CHECK(chest.table.rows[4].labels == std::vector<std::int32_t>{2, 5, 8, 11});
  const Listing retina = listed(folder, "retinamnist", arrays(3, 5, false));
  CHECK(retina.table.info.labelling == Labelling::ordinal);
  CHECK(retina.table.info.channels == 3);
}

TEST_CASE("medmnist reads one row at a time, grey or in colour", "[contract][medmnist]") {
  for (const int channels : {1, 3}) {
    const TempFolder folder;
    const std::string set = channels == 1 ? "octmnist" : "bloodmnist";
    write_files(folder.path(),
                {{set + ".npz", zip_text(arrays(channels, channels == 1 ? 4 : 8, false))}});
    JobContext job;
    for (const Built& component : built(engine::Kind::dataset)) {
      if (component.entry->facts.name != "medmnist") {
        continue;
      }
      Arguments arguments = defaults(component.entry->facts);
      arguments["root"] = folder.path();
      arguments["set"] = set;
      const auto dataset = make<Dataset>(component, arguments, {}, job.context());
      const Listing listing = engine::list_records(*dataset, "medmnist", job.context());
      for (const Record& record : listing.records) {
        Image image;
        dataset->image(record, image);
        CHECK(image.height == kSide);
        CHECK(image.channels == channels);
        const std::string all = pixels(static_cast<int>(record.frame) + 1, channels);
        const std::string row = all.substr(all.size() - image.bytes.size());
        CHECK(std::string(image.bytes.begin(), image.bytes.end()) == row);
      }
    }
  }
}

TEST_CASE("medmnist says what is wrong with an array", "[contract][medmnist]") {
  const std::string images = "train_images.npy", marks = "train_labels.npy";
  const std::string good = pixels(4, 1);
  CHECK(complaint(images, npy_text("|u1", "(4, 28, 28)", good)) == "");
  CHECK_THAT(complaint(images, npy_text("|O", "(4, 28, 28)", good)),
             Contains("train_images.npy: its values are pickled Python objects"));
  CHECK_THAT(complaint(images, npy_text(">u2", "(4, 28, 28)", good + good)),
             Contains("big-endian"));
  CHECK_THAT(complaint(images, npy_text("<f4", "(1, 28, 28)", good)),
             Contains("it is <f4 of shape (1, 28, 28); expected |u1 (uint8)"));
  CHECK_THAT(complaint(images, npy_text("|u1", "(5, 28, 28)", good)),
             Contains("its shape (5, 28, 28) needs 3920 bytes, and it has 3136"));
  CHECK_THAT(complaint(images, npy_text("|u1", "(4, 28, -28)", good)),
             Contains("a whole number from 0 on is expected"));
  CHECK_THAT(complaint(images, npy_text("|u1", "(4294967296, 4294967296, 4)", good)),
             Contains("beyond 2^63 values"));
  CHECK_THAT(complaint(images, npy_text("|u1", "(99999999999999999999, 1)", good)),
             Contains("a dimension below 2^64"));
  CHECK_THAT(complaint(images, npy_text("|u1", "(1, 28, 112)", good)), Contains("expected |u1"));
  CHECK_THAT(complaint(images, std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12)),
             Contains("its header has 4294967307 bytes"));
  CHECK_THAT(complaint(images, "\x93NUMPY"), Contains("it is not a .npy array"));
  CHECK_THAT(complaint(images, std::string("\x93NUMPY\x03\x00\x10\x00\x00\x00", 12)),
             Contains("it is version 3.0"));
  std::string fortran = npy_text("|u1", "(4, 28, 28)", good);
  fortran.replace(fortran.find("False"), 5, "True ");
  CHECK_THAT(complaint(images, fortran), Contains("Fortran order"));
  CHECK_THAT(complaint(marks, npy_text("|u1", "(4, 1)", std::string("\0\1\2\1", 4))),
             Contains("train_labels.npy: row 2 has 2; expected 0 to 1"));
  CHECK_THAT(complaint(marks, npy_text("|i1", "(4, 1)", std::string("\0\xff\1\1", 4))),
             Contains("row 1 has -1"));
  CHECK_THAT(complaint(marks, npy_text("|u1", "(3, 1)", std::string(3, '\0'))),
             Contains("expected whole numbers of shape (4, 1)"));
  CHECK_THAT(complaint("../x.npy", "x"), Contains("a member with a folder in its name"));
}
