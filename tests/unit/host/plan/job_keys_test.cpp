#include "host/plan/job_keys.hpp"

#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

/// Four records, of which the first two train and the third validates.
RecordTable four_records() {
  RecordTable table = some_records("x");
  table.rows.resize(4);
  for (std::size_t i = 0; i < 4; ++i) {
    table.rows[i].id = std::string("r") + static_cast<char>('0' + i);
    table.rows[i].sha256 = std::string(64, static_cast<char>('a' + i));
  }
  return table;
}

FitJob small_fit() {
  FitJob job;
  job.model.plugin = "org.b";
  job.model.name = "vgg";
  job.model.source = std::string(64, 'e');
  job.model.arguments = {{"depth", std::int64_t{16}}};
  job.strategy.plugin = "org.c";
  job.strategy.name = "fine_tune";
  job.strategy.source = std::string(64, 'f');
  job.strategy.arguments = {{"head_lr", 1.0}};
  job.train = {0, 1};
  job.validation = {2};
  job.view.view = {64, "stretch", 3};
  job.classes = 2;
  job.select = "auc";
  job.seed = 1;
  return job;
}

std::string key_of(const FitJob& job, const std::string& init = "") {
  return Store::key_of(fit_key(job, four_records(), init, "1.13"));
}

}  // namespace

// These two keys change only with a revision of their kinds ("fit/1", "predict/1"), which is an
// entry "Numbers move" of the changelog: results in stores that exist are found by them.
TEST_CASE("the key of a fit is pinned", "[plan][key][golden]") {
  const auto key = fit_key(small_fit(), four_records(), "", "1.13");
  // printf 'r0\t%s\t0\nr1\t%s\t1\n' $(printf a%.0s {1..64}) $(printf b%.0s {1..64}) | sha256sum
  CHECK(key.at("train") == boost::json::value("TRAIN"));
  CHECK(canonical_json(key) == "GOLDEN");
  // sha256sum of the text above
  CHECK(Store::key_of(key) == "GOLDENKEY");
}

TEST_CASE("the key of a prediction is pinned", "[plan][key][golden]") {
  PredictJob job;
  job.test_images = images_id(four_records(), {3});
  job.view.view = {64, "stretch", 3};
  const auto key = predict_key(job, std::string(64, '1'), NumericRule(), "1.13");
  CHECK(canonical_json(key) == "PGOLDEN");
  // sha256sum of the text above
  CHECK(Store::key_of(key) == "PGOLDENKEY");
}

TEST_CASE("a fit's key has the seed only where it matters", "[plan][key]") {
  FitJob job = small_fit();
  const auto has_seed = [&job](const std::string& init) {
    return fit_key(job, four_records(), init, "1.13").as_object().contains("seed");
  };
  CHECK(has_seed(""));
  CHECK(has_seed(std::string(64, '1')));
  job.strategy.seedless = true;
  CHECK(has_seed(""));  // the random weights are drawn from it
  CHECK_FALSE(has_seed(std::string(64, '1')));
}

TEST_CASE("a fit's key names its rows as a set with labels", "[plan][key]") {
  FitJob turned = small_fit();
  turned.train = {1, 0};
  CHECK(key_of(turned) == key_of(small_fit()));
  FitJob swapped = small_fit();
  swapped.train = {0, 2};
  swapped.validation = {1};
  CHECK(key_of(swapped) != key_of(small_fit()));
}

TEST_CASE("words for people are in no key", "[plan][key]") {
  FitJob job = small_fit();
  job.target_name = "skin";
  job.source_name = "b";
  job.source_datasets = {"blood"};
  job.source_classes = {"yes", "no"};
  job.dataset = 7;
  job.view.pixels_key = "p";
  job.model.library = "/a/b.so";
  job.model.version = "9";
  CHECK(key_of(job) == key_of(small_fit()));
}

TEST_CASE("every value that trains is in the key of a fit", "[plan][key]") {
  const auto changed = [](auto change) {
    FitJob job = small_fit();
    change(job);
    return key_of(job) != key_of(small_fit());
  };
  CHECK(changed([](FitJob& job) { job.training.momentum = 0.8; }));
  CHECK(changed([](FitJob& job) { job.training.weight_decay = 0; }));
  CHECK(changed([](FitJob& job) { job.training.clip = 1; }));
  CHECK(changed([](FitJob& job) { job.training.decay_vectors = false; }));
  CHECK(changed([](FitJob& job) { job.training.schedule = "cosine"; }));
  CHECK(changed([](FitJob& job) { job.training.warmup = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.keep = "last"; }));
  CHECK(changed([](FitJob& job) { job.training.patience = 3; }));
  CHECK(changed([](FitJob& job) { job.training.augment.crop = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.class_weight = true; }));
  CHECK(changed([](FitJob& job) { job.training.batch = 16; }));
  CHECK(changed([](FitJob& job) { job.training.optimizer = "adamw"; }));
  CHECK(changed([](FitJob& job) { job.numeric.precision = "bf16"; }));
  CHECK(changed([](FitJob& job) { job.numeric.device = "cuda"; }));
  CHECK(changed([](FitJob& job) { job.classes = 3; }));
  CHECK(changed([](FitJob& job) { job.channels = 1; }));
  CHECK(changed([](FitJob& job) { job.view.view.fit = "pad"; }));
  CHECK(changed([](FitJob& job) { job.normalise.kind = NormaliseRule::Kind::half; }));
  CHECK(changed([](FitJob& job) { job.strategy.arguments["head_lr"] = 2.0; }));
  CHECK(changed([](FitJob& job) { job.model.source = std::string(64, '0'); }));
  CHECK(changed([](FitJob& job) { job.seed = 2; }));
}

TEST_CASE("normalisation is in the key by its word or numbers", "[plan][key]") {
  NormaliseRule rule;
  const auto text = [&rule](NormaliseRule::Kind kind) {
    rule.kind = kind;
    return canonical_json(to_json(rule));
  };
  CHECK(text(NormaliseRule::Kind::dataset) == "\"dataset\"");
  CHECK(text(NormaliseRule::Kind::imagenet) == "\"imagenet\"");
  CHECK(text(NormaliseRule::Kind::half) == "\"half\"");
  CHECK(text(NormaliseRule::Kind::unit) == "\"unit\"");
  rule.mean = {0.1, 0.2};
  rule.std = {1, 2};
  CHECK(text(NormaliseRule::Kind::given) == R"({"mean":[0.1,0.2],"std":[1,2]})");
}

TEST_CASE("images are named without their labels and in no order", "[plan][key]") {
  RecordTable table = four_records();
  const std::string id = images_id(table, {1, 3});
  CHECK(images_id(table, {3, 1}) == id);
  table.rows[1].labels = {0};
  table.rows[2].sha256 = std::string(64, '9');
  CHECK(images_id(table, {1, 3}) == id);
  table.rows[3].sha256 = std::string(64, '9');
  CHECK(images_id(table, {1, 3}) != id);
}
