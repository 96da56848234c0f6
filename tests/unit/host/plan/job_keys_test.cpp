#include "host/plan/job_keys.hpp"

#include "host/store/canonical_json.hpp"
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
  CHECK(canonical_json(key) ==
        R"({"channels":3,"init":null,"kind":"fit/1","model":{"id":"org.b/vgg",)"
        R"("params":{"depth":16},"source":")" +
            std::string(64, 'e') +
            R"("},"normalise":"dataset","numeric":{"device":"cpu","precision":"fp32",)"
            R"("shards":1,"threads":1},"seed":1,"select":"auc","strategy":{)"
            R"("id":"org.c/fine_tune","params":{"head_lr":1},"source":")" +
            std::string(64, 'f') +
            R"("},"task":{"classes":2,"kind":"multiclass"},"torch":"1.13","train":")"
            // printf 'r0\ta..a\t0\nr1\tb..b\t1\n' | sha256sum, each letter 64 times
            R"(dc578e264910d632f7c39beac49b1c95a2bef0e488090fdb568a364a87a65f8c",)"
            R"("training":{"augment":{"crop":0,"flip":false},"batch":32,"class_weight":false,)"
            R"("clip":0,"decay_vectors":true,"epochs":20,"keep":"best","lr":0.001,)"
            R"("momentum":0.9,"optimizer":"sgd","patience":0,"schedule":"constant",)"
            // printf 'r2\tc..c\t0\n' | sha256sum
            R"("warmup":0,"weight_decay":1e-04},"validation":")"
            R"(9a2b9c223b6a50d05eab27787d4efaa55ee7fc85ab1729d650e636415922ba93",)"
            R"("view":{"channels":3,"decoder":"2;turbojpeg 2.1;opencv 4.6","depth":8,)"
            R"("exif":"ignore","resize":"stretch","size":64}})");
  // sha256sum of the text above
  CHECK(Store::key_of(key) == "d84d224cd5d9c26fe0bf7b85f9d9ad8dbabe531f21b049c79474c046524ac79c");
}

TEST_CASE("the key of a prediction is pinned", "[plan][key][golden]") {
  PredictJob job;
  job.test_images = images_id(four_records(), {3});
  job.view.view = {64, "stretch", 3};
  const auto key = predict_key(job, std::string(64, '1'), NumericRule(), "1.13");
  CHECK(canonical_json(key) ==
        R"({"kind":"predict/1","numeric":{"device":"cpu","precision":"fp32","shards":1,)"
        R"("threads":1},"of":")" +
            std::string(64, '1') +
            // printf 'r3\td..d\n' | sha256sum
            R"(","test":"5756535dc7ccb640cf3f8b055e57f023141023a1ba4714a889eab3b5a4b63d9a",)"
            R"("torch":"1.13","tta":"none","view":{"channels":3,)"
            R"("decoder":"2;turbojpeg 2.1;opencv 4.6","depth":8,"exif":"ignore",)"
            R"("resize":"stretch","size":64}})");
  // sha256sum of the text above
  CHECK(Store::key_of(key) == "932df1bf34d12df6fd99a2278b5de6f32d5100fb08a6b8e24f371234209d8a7d");
}

TEST_CASE("a fit's key names what its labels are", "[plan][key][multilabel]") {
  const auto task = [](tlhost::Labelling labelling) {
    RecordTable table = four_records();
    table.info.labelling = labelling;
    return canonical_json(fit_key(small_fit(), table, "", "1.13").as_object()["task"]);
  };
  CHECK(task(tlhost::Labelling::multilabel) == R"({"classes":2,"kind":"multilabel"})");
  CHECK(task(tlhost::Labelling::ordinal) == R"({"classes":2,"kind":"ordinal"})");
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
  CHECK(changed([](FitJob& job) { job.training.augment.flip_vertical = true; }));
  CHECK(changed([](FitJob& job) { job.training.augment.rotate = 10; }));
  CHECK(changed([](FitJob& job) { job.training.augment.scale = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.augment.brightness = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.augment.contrast = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.augment.saturation = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.augment.hue = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.augment.cutout = 0.1; }));
  CHECK(changed([](FitJob& job) { job.training.mixup = 0.2; }));
  CHECK(changed([](FitJob& job) { job.training.cutmix = 0.2; }));
  CHECK(changed([](FitJob& job) { job.training.class_weight = true; }));
  CHECK(changed([](FitJob& job) { job.training.sampler = Sampler::balanced; }));
  CHECK(changed([](FitJob& job) { job.training.focal = 2; }));
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

TEST_CASE("what came later to training is in the key only where it is used",
          "[plan][key][golden]") {
  TrainingRule rule;
  rule.augment = {.flip = true, .crop = 0.125};
  rule.class_weight = true;
  // As it was before there were other changes, samplers and losses.
  CHECK(canonical_json(to_json(rule)) ==
        R"({"augment":{"crop":0.125,"flip":true},"batch":32,"class_weight":true,"clip":0,)"
        R"("decay_vectors":true,"epochs":20,"keep":"best","lr":0.001,"momentum":0.9,)"
        R"("optimizer":"sgd","patience":0,"schedule":"constant","warmup":0,"weight_decay":1e-04})");
  const auto part = [&rule](const char* key) {
    return canonical_json(to_json(rule).as_object().at(key));
  };
  rule.augment = {.flip_vertical = true, .rotate = 180, .hue = 0.1};
  CHECK(part("augment") ==
        R"({"crop":0,"flip":false,"flip_vertical":true,"hue":0.1,"rotate":180})");
  rule.sampler = Sampler::balanced;
  CHECK(part("sampler") == "\"balanced\"");
  rule.sampler = Sampler::oversample;
  CHECK(part("sampler") == "\"oversample\"");
  rule.focal = 2;
  CHECK(part("focal") == "2");
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
  CHECK(text(NormaliseRule::Kind::none) == "\"none\"");
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
