#include "host/scan/scan.hpp"

#include "host/scan/scan_job.hpp"
#include "host/scan/stat_cache.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace fs = std::filesystem;

namespace {

/// A folder of six small images in two classes, and a store beside it.
class Laboratory {
 public:
  Laboratory() : store_(Store::open(folder_ / "store")) {
    for (const std::string name : {"a", "b", "c"}) {
      add("no/" + name + ".png", 10 + name[0] % 4, 12);
      add("yes/" + name + ".jpg", 9, 14 + name[0] % 4);
    }
  }

  void add(const std::string& name, int height, int width) const {
    fs::create_directories(fs::path(file(name)).parent_path());
    write_file(file(name), encoded(picture(height, width), fs::path(name).extension().string()));
  }

  std::string file(const std::string& name) const { return root() + "/" + name; }

  std::string root() const { return folder_ / "images"; }

  const Store& store() const { return store_; }

  Component dataset(const std::string& root) const {
    Component component;
    component.plugin = "org.tlhost.image_folder";
    component.name = "image_folder";
    component.library = std::string(TLHOST_TEST_PLUGINS) + "/datasets/image_folder.so";
    component.source = std::string(64, 'a');
    component.arguments = {
        {"root", root}, {"channels", std::int64_t{3}}, {"group_separator", std::string()}};
    return component;
  }

  /// Two models, of sides 8 and 4, on one target.
  Experiment experiment() const {
    Experiment made;
    made.spec.datasets.resize(2);
    made.spec.datasets[0].name = "skin";
    made.spec.datasets[0].image.size = 8;
    made.spec.datasets[1].name = "unused";
    made.spec.models.resize(2);
    made.spec.models[1].image_size = 4;
    made.spec.targets = {"skin"};
    made.datasets = {dataset(root()), dataset("/nowhere")};
    return made;
  }

  ScannedDataset scanned(const Experiment& experiment) const {
    Log log(Log::Detail::quiet);
    const Scans scans = scan(experiment, store_, log);
    REQUIRE(scans.datasets.size() == 2);
    CHECK(scans.datasets[1].name.empty());
    return scans.datasets[0];
  }

  ScannedDataset scanned() const { return scanned(experiment()); }

  Refusal refused(const Experiment& experiment) const {
    return refusal_of([&] { scanned(experiment); });
  }

  /// Whether the store has no artefact and nothing unfinished.
  bool is_untouched() const {
    return !fs::exists(store_.folder() + "/records") && !fs::exists(store_.folder() + "/pixels") &&
           names_in(store_.folder() + "/work").empty();
  }

  /// Writes the stat cache that a scan would leave of these records, were the
  /// files as they are now and old enough to be trusted.
  void remember(const ScannedDataset& scan) const {
    boost::json::object records;
    for (std::size_t i = 0; i < scan.table.rows.size(); ++i) {
      const RecordRow& row = scan.table.rows[i];
      const FileStamp stamp = stamp_of(file(row.path));
      records[row.id] = {stamp.size,
                         stamp.inode,
                         stamp.modified_ns,
                         stamp.changed_ns,
                         row.sha256,
                         row.width,
                         row.height,
                         row.channels,
                         scan.identities.at(i).pixels,
                         look_text(scan.identities.at(i).look)};
    }
    const std::string identity =
        fs::canonical(root()).string() + "\n" + canonical_json(experiment().datasets[0].key());
    put_bytes(store_.scan_cache(identity),
              boost::json::serialize(boost::json::object{{"format", 5}, {"records", records}}));
  }

 private:
  TempFolder folder_;
  Store store_;
};

}  // namespace

TEST_CASE("a scan knows every record of a folder byte for byte", "[scan]") {
  const Laboratory lab;
  const ScannedDataset scan = lab.scanned();
  CHECK(scan.name == "skin");
  CHECK(scan.table.info.classes == std::vector<std::string>{"no", "yes"});
  REQUIRE(scan.table.rows.size() == 6);
  CHECK(scan.table.rows[0].id == "no/a.png");
  CHECK(scan.table.rows[5].id == "yes/c.jpg");
  for (const RecordRow& row : scan.table.rows) {
    CAPTURE(row.id);
    CHECK(row.sha256 == sha256_file(lab.file(row.path)));
    CHECK(row.bytes == fs::file_size(lab.file(row.path)));
    CHECK(row.labels == std::vector<std::int32_t>{row.id[0] == 'y' ? 1 : 0});
    CHECK(row.channels == 3);
  }
  CHECK(scan.images == images_id(scan.table));
  CHECK(lab.store().find("records", scan.records_key).has_value());
}

TEST_CASE("a scan leaves the pixels of each view in the order of the records", "[scan]") {
  const Laboratory lab;
  const ScannedDataset scan = lab.scanned();
  REQUIRE(scan.views.size() == 2);
  CHECK(&scan.view(8, 3) == &scan.views[0]);
  CHECK(&scan.view(4, 3) == &scan.views[1]);
  CHECK_THROWS_AS(scan.view(16, 3), std::logic_error);
  for (const ScannedView& view : scan.views) {
    const auto pixels = lab.store().find("pixels", view.pixels_key);
    REQUIRE(pixels.has_value());
    CHECK(view.pixels_digest == pixels->manifest.digest);
    Bytes expected;
    for (const RecordRow& row : scan.table.rows) {
      const std::string bytes = bytes_of(lab.file(row.path));
      const Bytes image = view_image(decode_image(Bytes(bytes.begin(), bytes.end())), view.view);
      expected.insert(expected.end(), image.begin(), image.end());
    }
    CHECK(bytes_of(pixels->path("pixels.u8")) == std::string(expected.begin(), expected.end()));
  }
}

TEST_CASE("a second scan gives the same artefacts", "[scan]") {
  const Laboratory lab;
  const ScannedDataset one = lab.scanned(), two = lab.scanned();
  CHECK(two.records_key == one.records_key);
  CHECK(two.images == one.images);
  CHECK(two.views[0].pixels_key == one.views[0].pixels_key);
  CHECK(two.views[0].pixels_digest == one.views[0].pixels_digest);
}

TEST_CASE("files that have not changed are not read again", "[scan][cache]") {
  const Laboratory lab;
  const ScannedDataset before = lab.scanned();
  for (const RecordRow& row : before.table.rows) {
    put_bytes(lab.file(row.path), std::string(row.bytes, '?'));  // no image: reading it would fail
  }
  lab.remember(before);
  const ScannedDataset after = lab.scanned();
  CHECK(after.records_key == before.records_key);
  CHECK(after.table.rows == before.table.rows);
  CHECK(after.views[1].pixels_key == before.views[1].pixels_key);
}

TEST_CASE("a file that has changed is read again", "[scan][cache]") {
  const Laboratory lab;
  const ScannedDataset before = lab.scanned();
  lab.remember(before);
  lab.add("no/b.png", 30, 31);
  const ScannedDataset after = lab.scanned();
  CHECK(after.table.rows[0] == before.table.rows[0]);
  CHECK(after.table.rows[1].sha256 == sha256_file(lab.file("no/b.png")));
  CHECK(after.table.rows[1].width == 31);
  CHECK(after.images != before.images);
}

TEST_CASE("data that has moved are the same images", "[scan]") {
  const Laboratory lab;
  const ScannedDataset before = lab.scanned();
  fs::rename(lab.root(), lab.root() + " elsewhere");
  Experiment moved = lab.experiment();
  moved.datasets[0] = lab.dataset(lab.root() + " elsewhere");
  const ScannedDataset after = lab.scanned(moved);
  CHECK(after.images == before.images);
  CHECK(after.views[0].pixels_key == before.views[0].pixels_key);
  CHECK(after.table.rows == before.table.rows);
}

TEST_CASE("broken images are told all at once, and the store is unharmed", "[scan]") {
  const Laboratory lab;
  put_bytes(lab.file("no/b.png"), "<html>not found</html>");
  put_bytes(lab.file("yes/c.jpg"), bytes_of(lab.file("yes/a.jpg")).substr(0, 200));
  put_bytes(lab.file("yes/d.png"), "");
  const Refusal refusal = lab.refused(lab.experiment());
  CHECK(refusal.exit() == Exit::bad_data);
  REQUIRE(refusal.problems().size() == 3);
  for (const Problem& problem : refusal.problems()) {
    CHECK(problem.code == "DATA-IMAGE");
    CHECK(problem.at == "dataset skin");
    CHECK_FALSE(problem.what.empty());
  }
  const std::string root = fs::canonical(lab.root()).string();
  CHECK(refusal.problems()[0].where == root + "/no/b.png");
  CHECK(refusal.problems()[1].where == root + "/yes/c.jpg");
  CHECK(refusal.problems()[2].where == root + "/yes/d.png");
  CHECK(lab.is_untouched());
  for (const std::string name : {"no/b.png", "yes/c.jpg", "yes/d.png"}) {
    lab.add(name, 9, 9);
  }
  CHECK(lab.scanned().table.rows.size() == 7);
}

TEST_CASE("a broken image whose name is not UTF-8 is told too", "[scan]") {
  const Laboratory lab;
  put_bytes(lab.file("no/caf\xe9.png"), "no image");
  const Refusal refusal = lab.refused(lab.experiment());
  CHECK(refusal.exit() == Exit::bad_data);
  CHECK(first(refusal).code == "DATA-IMAGE");
}

TEST_CASE("files that are no images are left out and counted", "[scan]") {
  const Laboratory lab;
  put_bytes(lab.file("no/notes.txt"), "notes");
  const ScannedDataset scan = lab.scanned();
  CHECK(scan.table.rows.size() == 6);
  REQUIRE(scan.table.skipped.size() == 1);
  CHECK(scan.table.skipped[0].what == "no/notes.txt");
}

TEST_CASE("what is wrong with a dataset as a whole is told", "[scan]") {
  const Laboratory lab;
  Experiment experiment = lab.experiment();
  experiment.datasets[0] = lab.dataset(lab.root() + "/nowhere");
  const Refusal data = lab.refused(experiment);
  CHECK(data.exit() == Exit::bad_data);
  CHECK(first(data).code == "DATA-DATASET");
  CHECK(first(data).where == "dataset skin");
  CHECK(first(data).at == "/datasets/skin");
  experiment = lab.experiment();
  experiment.datasets[0].arguments["channels"] = std::int64_t{2};
  const Refusal config = lab.refused(experiment);
  CHECK(config.exit() == Exit::usage);
  CHECK(first(config).code == "DATA-CONFIG");
  CHECK(first(config).what.find("channels is 2") != std::string::npos);
  CHECK(lab.is_untouched());
}

TEST_CASE("a plugin that cannot be loaded any more is told", "[scan]") {
  const Laboratory lab;
  Experiment experiment = lab.experiment();
  experiment.datasets[0].library = lab.root() + "/gone.so";
  const Refusal refusal = lab.refused(experiment);
  CHECK(refusal.exit() == Exit::plugin);
  CHECK(first(refusal).code == "PLUGIN-LOAD");
  CHECK(first(refusal).where == lab.root() + "/gone.so");
}

TEST_CASE("records in the store that nobody can read are refused with their path", "[scan]") {
  const Laboratory lab;
  const std::string records = lab.scanned().records_key;
  const auto sound = lab.store().find("records", records);
  REQUIRE(sound);
  const std::string file = GENERATE(as<std::string>(), "identities.txt", "records.tsv");
  const auto key = boost::json::parse(read_file(sound->path("key.json")));
  const Draft draft = lab.store().begin(key);
  for (const std::string name : {"identities.txt", "records.tsv", "info.json"}) {
    const std::string text = read_file(sound->path(name));
    put_bytes(draft.folder + "/" + name, name == file ? text.substr(1) : text);
  }
  fs::remove_all(sound->folder);
  lab.store().publish(draft, {});
  const Refusal refusal = lab.refused(lab.experiment());
  CHECK(refusal.exit() == Exit::disk);
  CHECK(refusal.problems()[0].code == "STORE-DAMAGED");
  CHECK(refusal.problems()[0].where == sound->folder);
}
