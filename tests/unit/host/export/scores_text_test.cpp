#include "host/export/predict.hpp"
#include "tests/support/catch.hpp"

using namespace tlhost::engine;

namespace {

ImageScores two_images() {
  ImageScores scores;
  scores.classes = {"benign", "malig, nant"};
  scores.kind = "probabilities";
  scores.images = {"a.png", "=x.png"};
  scores.values = {0.25, 0.75, 0.5, 0.5};
  return scores;
}

}  // namespace

TEST_CASE("scores of images are a table, and no path is a formula", "[export][predict]") {
  CHECK(scores_csv(two_images()) ==
        "path,highest,benign,\"malig, nant\"\n"
        "a.png,\"malig, nant\",0.25,0.75\n"
        "'=x.png,benign,0.5,0.5\n");
}

TEST_CASE("scores of images are JSON by class", "[export][predict]") {
  CHECK(scores_json(two_images()) ==
        R"({"images":[{"highest":"malig, nant","path":"a.png","probabilities":)"
        R"({"benign":0.25,"malig, nant":0.75}},{"highest":"benign","path":"=x.png",)"
        R"("probabilities":{"benign":0.5,"malig, nant":0.5}}],"kind":"probabilities",)"
        R"("left_out":0,"multilabel":false})"
        "\n");
}
