#include "tests/support/catch.hpp"
#include "tests/unit/host/check/component_under_test.hpp"
#include "tests/unit/host/check/wrong_model.hpp"

#include <algorithm>
#include <clocale>
#include <map>
#include <set>
#include <string>

using tlhost::engine::Kind;
using tlhost::engine::model_tests;
using tlhost::engine::Status;
using tlhost::test::ComponentUnderTest;
using tlhost::test::ModelFlaw;

namespace {

using Against = std::map<std::string, Status>;

ComponentUnderTest::Said said_of(ModelFlaw flaw) {
  ComponentUnderTest component(
      Kind::model, &tlhost::test::create_wrong_model, &tlhost::test::destroy_wrong_model);
  return component.run(
      model_tests(), static_cast<std::int64_t>(flaw), [] { std::setlocale(LC_ALL, "C"); });
}

/// A flaw, the one test that must see it, and a word of what it must say.
struct Seen {
  ModelFlaw flaw;
  const char* test;
  const char* word;
};

const Seen kSeen[] = {
    {ModelFlaw::throws_for_grey,
     "the constructor makes what is asked for, or refuses it as ConfigError or NotApplicable",
     "1 channel, 2 classes"},
    {ModelFlaw::own_generator,
     "the weights are drawn from the default generator's seed, and from nothing else",
     "every tensor is the same"},
    {ModelFlaw::new_module_each_time, "module() is the same pointer always", "another pointer"},
    {ModelFlaw::answers_any_query, "an unknown interface is answered with null", "query("},
    {ModelFlaw::sets_the_locale,
     "making and running the model leaves the process as it was",
     "the locale: it was C: C and is C: C.UTF-8"},
    {ModelFlaw::shares_a_layer, "two models share nothing", "conv2.weight"},
    {ModelFlaw::first_thread_only,
     "the model is the same when a thread that is not the first makes and runs it",
     "this is another thread"},
    {ModelFlaw::head_has_another_name,
     "the stages end with one that returns vectors, and the head",
     "\"classifier\""},
    {ModelFlaw::stages_share_a_name, "each stage has a name of its own", "two stages"},
    {ModelFlaw::dropout_in_no_stage,
     "the stages partition the module: each leaf module, parameter and buffer lies in exactly one",
     "the module drop lies in no stage"},
    {ModelFlaw::path_of_nothing, "the paths of the stages are there", "\"boddy\""},
    {ModelFlaw::odd_parameter_name,
     "parameters and buffers have dotted paths, each its own",
     "\"odd name\""},
    {ModelFlaw::layer_under_two_names,
     "parameters and buffers have dotted paths, each its own",
     "again.weight are one tensor"},
    {ModelFlaw::double_parameter, "all parameters are float32", "scale"},
    {ModelFlaw::relu_behind_the_head,
     "the head is dropout at most and one linear layer",
     "x W^T + b"},
    {ModelFlaw::wrong_layout,
     "the outputs of all stages fit their layouts, for 1, 2 and 5 images",
     "stage body returns [1, 6, 32, 32]"},
    {ModelFlaw::runs_on_no_image,
     "the outputs of all stages fit their layouts, for 1, 2 and 5 images",
     "no image that it likes"},
    {ModelFlaw::subtracts_the_batch_mean,
     "in eval mode images do not influence each other",
     "stage stem"},
    {ModelFlaw::writes_its_input, "no stage writes its input", "stage body in eval mode"},
    {ModelFlaw::looks_at_another_stage,
     "a stage's output depends on nothing outside its paths",
     "stage body"},
    {ModelFlaw::looks_at_anothers_mode,
     "a stage in eval mode computes the same whatever mode the others are in",
     "stage body"},
    {ModelFlaw::counts_in_eval_mode, "a stage in eval mode changes none of its tensors", "extra"},
    {ModelFlaw::writes_a_parameter, "a forward changes no parameter", "norm1.bias"},
    {ModelFlaw::hidden_weight, "parameters and buffers are the whole state", "stage body"},
    {ModelFlaw::replaces_a_buffer,
     "tensors stay the live ones through training and load",
     "stage body"},
    {ModelFlaw::reads_raw_memory, "channels-last memory does not change the scores", "differ by"},
    {ModelFlaw::divides_by_deviation, "images of one value give finite outputs", "stage stem"},
    {ModelFlaw::draws_in_eval_mode,
     "in eval mode nothing is drawn from the default generator",
     "stage stem"},
    {ModelFlaw::own_dropout,
     "in train mode chance comes from the default generator alone",
     "stage body"},
    {ModelFlaw::unused_parameter, "gradients reach every parameter, and are finite", "unused"}};

}  // namespace

TEST_CASE("a sound model passes every test, and one that refuses some requests too", "[check]") {
  for (const ModelFlaw flaw : {ModelFlaw::none, ModelFlaw::refuses_grey}) {
    const ComponentUnderTest::Said said = said_of(flaw);
    CHECK(said.against == Against{});
    CHECK(said.skipped.size() <= 1);  // bfloat16, where the processor has none
    CHECK(said.texts.size() == model_tests().size());
  }
}

TEST_CASE("each flaw of a model is seen by its test and by no other", "[check]") {
  for (const Seen& seen : kSeen) {
    const ComponentUnderTest::Said said = said_of(seen.flaw);
    INFO(seen.test);
    CHECK(said.against == Against{{seen.test, Status::fail}});
    CHECK_THAT(said.texts.at(seen.test), Catch::Contains(seen.word));
  }
}

TEST_CASE("a model that is never the same twice fails more than one test", "[check]") {
  const ComponentUnderTest::Said said = said_of(ModelFlaw::counts_calls);
  CHECK(said.against.count("in eval mode the same input gives the same bytes") == 1);
}

TEST_CASE("a weight without effect fails one test, and its gradient is remarked", "[check]") {
  const ComponentUnderTest::Said said = said_of(ModelFlaw::weight_without_effect);
  CHECK(said.against ==
        Against{{"a stage's output depends on what lies in its paths", Status::fail},
                {"gradients reach every parameter, and are finite", Status::warn}});
}

TEST_CASE("a head without a bias is remarked", "[check]") {
  const ComponentUnderTest::Said said = said_of(ModelFlaw::head_without_bias);
  CHECK(said.against ==
        Against{{"the head is dropout at most and one linear layer", Status::warn}});
}

TEST_CASE("a model that cannot run in bfloat16 fails where the processor has it", "[check]") {
  const std::string name = "bfloat16 autocast gives finite scores";
  const ComponentUnderTest::Said said = said_of(ModelFlaw::demands_float32);
  const bool skipped =
      std::find(said.skipped.begin(), said.skipped.end(), name) != said.skipped.end();
  CHECK(said.against == (skipped ? Against{} : Against{{name, Status::fail}}));
}

TEST_CASE("each flaw of a model has a test that is there", "[check]") {
  std::set<std::string> names;
  for (const tlhost::engine::Test& test : model_tests()) {
    CHECK(test.what == "model");
    CHECK(names.insert(test.name).second);
  }
  for (const Seen& seen : kSeen) {
    CHECK(names.count(seen.test) == 1);
  }
}

TEST_CASE("what needs a value that is not given is skipped, and says which", "[check]") {
  tlhost::engine::Subject subject;
  subject.not_given = {"root"};
  for (const tlhost::engine::Test& test : model_tests()) {
    const tlhost::engine::Verdict verdict = test.run(subject);
    CHECK(verdict.status == Status::skip);
    CHECK_THAT(verdict.text, Catch::Contains("root"));
  }
}
