#include "host/weights/match.hpp"

#include "tests/support/torch_catch.hpp"

#include <ATen/ATen.h>

#include <string>
#include <string_view>
#include <vector>

using tlhost::NamedTensors;
using tlhost::engine::match_weights;
using tlhost::engine::MatchedWeights;
using tlhost::engine::WantedTensor;
using Names = std::vector<std::string>;

namespace {

at::Tensor counted(const std::vector<std::int64_t>& shape) {
  std::int64_t numbers = 1;
  for (const std::int64_t size : shape) {
    numbers *= size;
  }
  return at::arange(numbers, at::kFloat).reshape(shape);
}

/// A first convolution, one more layer, a counter, and a head.
std::vector<WantedTensor> small_model(std::int64_t channels = 3) {
  return {{"conv1.weight", at::zeros({4, channels, 2, 2})},
          {"layer1.weight", at::zeros({5, 4})},
          {"bn1.num_batches_tracked", at::zeros({}, at::kLong)},
          {"fc.weight", at::zeros({2, 5}), true}};
}

NamedTensors small_file(const std::string& prefix = "", std::int64_t channels = 3) {
  return {{prefix + "conv1.weight", counted({4, channels, 2, 2})},
          {prefix + "layer1.weight", counted({5, 4})},
          {prefix + "bn1.num_batches_tracked", at::full({}, 7, at::kLong)},
          {prefix + "fc.weight", counted({1000, 5})}};
}

at::Tensor taken(const MatchedWeights& matched, const std::string& name) {
  for (const auto& [known, tensor] : matched.tensors) {
    if (known == name) {
      return tensor;
    }
  }
  return {};
}

/// Calls layer1 "old1", drops "unused", and repeats rows until there are enough.
struct Rules final : tlhost::WeightNames {
  void rename(std::string& name) const override {
    name = name == "old1.weight" ? "layer1.weight" : name == "unused" ? "" : name;
  }

  at::Tensor fit(std::string_view name,
                 const at::Tensor& found,
                 const at::Tensor& like) const override {
    return name == "layer1.weight" ? found.repeat({like.size(0) / found.size(0) + extra, 1})
                                   : at::Tensor();
  }

  std::int64_t extra = 0;
};

}  // namespace

TEST_CASE("a file of the same names fills all but the head", "[weights][match]") {
  const MatchedWeights matched = match_weights(small_file(), small_model());
  CHECK(matched.tensors.size() == 3);
  CHECK(at::equal(taken(matched, "conv1.weight"), counted({4, 3, 2, 2})));
  CHECK(taken(matched, "bn1.num_batches_tracked").item<std::int64_t>() == 7);
  CHECK_FALSE(taken(matched, "fc.weight").defined());
  CHECK(matched.share == 1);
  CHECK(matched.missing.empty());
  CHECK(matched.unexpected.empty());
  CHECK(matched.mismatched.empty());
}

TEST_CASE("the prefix of a wrapper is taken off, several of them too", "[weights][match]") {
  for (const std::string prefix : {"module.", "backbone.", "module.model.", "state_dict.module."}) {
    CAPTURE(prefix);
    const MatchedWeights matched = match_weights(small_file(prefix), small_model());
    CHECK(matched.share == 1);
    CHECK(matched.unexpected.empty());
  }
}

TEST_CASE("a prefix stays where the model has it", "[weights][match]") {
  const std::vector<WantedTensor> wanted{{"encoder.a", at::zeros({2})},
                                         {"encoder.b", at::zeros({2})}};
  const MatchedWeights matched =
      match_weights({{"encoder.a", counted({2})}, {"encoder.b", counted({2})}}, wanted);
  CHECK(matched.share == 1);
}

TEST_CASE("a first convolution is fitted to grey and back", "[weights][match]") {
  const MatchedWeights grey = match_weights(small_file(), small_model(1));
  CHECK(grey.share == 1);
  CHECK(grey.adapted == Names{"conv1.weight: [4, 3, 2, 2] in the file, [4, 1, 2, 2] here"});
  CHECK(at::equal(taken(grey, "conv1.weight"), counted({4, 3, 2, 2}).sum(1, true)));

  const MatchedWeights colour = match_weights(small_file("", 1), small_model(3));
  // A grey image, shown as three equal channels, is answered as before.
  CHECK(at::allclose(taken(colour, "conv1.weight").sum(1, true), counted({4, 1, 2, 2})));
}

TEST_CASE("what does not fit is listed, and the share says how much is lacking",
          "[weights][match]") {
  NamedTensors file = small_file();
  file[1].second = counted({5, 3});
  file.emplace_back("surplus", counted({1}));
  file.erase(file.begin() + 2);
  const MatchedWeights matched = match_weights(file, small_model());
  CHECK(matched.mismatched == Names{"layer1.weight: [5, 3] in the file, [5, 4] here"});
  CHECK(matched.unexpected == Names{"surplus"});
  CHECK(matched.missing.empty());  // the counter may be absent
  CHECK(matched.share == Approx(48.0 / 68));

  const MatchedWeights nothing = match_weights({{"x", counted({1})}}, small_model());
  CHECK(nothing.share == 0);
  CHECK(nothing.missing == Names{"conv1.weight", "layer1.weight"});
}

TEST_CASE("half precision becomes the model's", "[weights][match]") {
  NamedTensors file = small_file();
  file[0].second = file[0].second.to(at::kHalf);
  const MatchedWeights matched = match_weights(file, small_model());
  CHECK(taken(matched, "conv1.weight").scalar_type() == at::kFloat);
  CHECK(at::equal(taken(matched, "conv1.weight"), counted({4, 3, 2, 2})));
}

TEST_CASE("a model's own rules name and fit what it knows of", "[weights][match]") {
  const Rules rules;
  const std::vector<WantedTensor> wanted{{"conv1.weight", at::zeros({4, 1, 2, 2})},
                                         {"layer1.weight", at::zeros({6, 4})}};
  for (const std::string prefix : {"", "module."}) {
    const MatchedWeights matched = match_weights({{prefix + "conv1.weight", counted({4, 3, 2, 2})},
                                                  {prefix + "old1.weight", counted({2, 4})},
                                                  {prefix + "unused", counted({1})}},
                                                 wanted,
                                                 &rules);
    CHECK(matched.share == 1);
    CHECK(matched.unexpected.empty());
    CHECK(matched.adapted == Names{"conv1.weight: [4, 3, 2, 2] in the file, [4, 1, 2, 2] here",
                                   "layer1.weight: [2, 4] in the file, [6, 4] here"});
    CHECK(at::equal(taken(matched, "layer1.weight"), counted({2, 4}).repeat({3, 1})));
  }
}

TEST_CASE("of two tensors that would have one name the second is not used, and said",
          "[weights][match]") {
  const Rules rules;
  const MatchedWeights matched =
      match_weights({{"layer1.weight", counted({6, 4})}, {"old1.weight", at::zeros({6, 4})}},
                    {{"layer1.weight", at::zeros({6, 4})}},
                    &rules);
  CHECK(at::equal(taken(matched, "layer1.weight"), counted({6, 4})));
  CHECK(matched.unexpected == Names{"old1.weight"});
}

TEST_CASE("a rule that fits a tensor to another shape is an error", "[weights][match]") {
  Rules rules;
  rules.extra = 1;
  CHECK_THROWS_WITH(
      match_weights(
          {{"layer1.weight", counted({2, 4})}}, {{"layer1.weight", at::zeros({6, 4})}}, &rules),
      "fit() of layer1.weight returns [8, 4]; expected [6, 4]");
}
