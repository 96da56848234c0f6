#include "host/plan/grid.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <set>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;
using Texts = std::vector<std::string>;

const std::pair<std::string, std::string> kSources{
    "sources", R"({"scratch": {}, "b": {"train_on": "blood"}})"};
const std::pair<std::string, std::string> kModels{
    "models", R"({"v16": {"use": "vgg"}, "v19": {"use": "vgg", "depth": 19}})"};
const std::pair<std::string, std::string> kStrategies{
    "strategies", R"({"ft": {"use": "fine_tune"}, "svm": {"use": "svm"}})"};

struct Grid {
  Texts cells, left_out;
};

Grid grid_of(const PlanSetup& setup) {
  Grid grid;
  for (const GridCell& cell : make_grid(setup.experiment, setup.scans, grid.left_out)) {
    const ExperimentSpec& spec = setup.experiment.spec;
    CHECK(spec.models[cell.model].name == cell.name.model);
    CHECK(spec.sources[cell.source].name == cell.name.source);
    CHECK(spec.datasets[cell.target].name == cell.name.target);
    CHECK(spec.strategies[cell.strategy].name == cell.name.strategy);
    grid.cells.push_back(cell.name.target + " " + cell.name.model + " " + cell.name.source + " " +
                         cell.name.strategy);
  }
  return grid;
}

Grid grid_of(const Keys& keys) { return grid_of(plan_setup(keys)); }

}  // namespace

TEST_CASE("the grid has targets outermost, then models, sources and strategies", "[plan][grid]") {
  const Grid grid = grid_of({kModels,
                             kStrategies,
                             {"sources", R"({"z": {}, "a": {}})"},
                             {"targets", R"(["skin", "blood"])"}});
  Texts expected;
  for (const std::string target : {"skin", "blood"}) {
    for (const std::string model : {"v16", "v19"}) {
      for (const std::string source : {"z", "a"}) {
        for (const std::string strategy : {"ft", "svm"}) {
          expected.push_back(target + " " + model + " " + source + " " + strategy);
        }
      }
    }
  }
  CHECK(grid.cells == expected);
  CHECK(grid.left_out.empty());
}

TEST_CASE("include narrows the grid to what any filter matches", "[plan][grid]") {
  CHECK(grid_of({kModels, kStrategies, {"include", R"([{"model": "v19"}])"}}).cells ==
        Texts{"skin v19 scratch ft", "skin v19 scratch svm"});
  CHECK(grid_of({kModels,
                 kStrategies,
                 {"include", R"([{"model": "v19", "strategy": "svm"}, {"model": "v16"}])"}})
            .cells == Texts{"skin v16 scratch ft", "skin v16 scratch svm", "skin v19 scratch svm"});
  CHECK(grid_of({kSources, {"include", R"([{"source": ["b"], "target": "skin"}])"}}).cells ==
        Texts{"skin vgg b ft"});
}

TEST_CASE("exclude takes cells away and wins over include", "[plan][grid]") {
  CHECK(grid_of({kModels, {"exclude", R"([{"model": "v16"}])"}}).cells ==
        Texts{"skin v19 scratch ft"});
  CHECK(grid_of({kModels,
                 kStrategies,
                 {"include", R"([{"strategy": "svm"}])"},
                 {"exclude", R"([{"model": "v16", "strategy": "svm"}])"}})
            .cells == Texts{"skin v19 scratch svm"});
}

TEST_CASE("a source that has learnt from the target is left out with a sentence", "[plan][grid]") {
  const Grid grid = grid_of({kSources, kStrategies, {"targets", R"(["blood", "skin"])"}});
  CHECK(grid.cells == Texts{"blood vgg scratch ft",
                            "blood vgg scratch svm",
                            "skin vgg scratch ft",
                            "skin vgg scratch svm",
                            "skin vgg b ft",
                            "skin vgg b svm"});
  CHECK(grid.left_out == Texts{"source b has learnt from the images of target blood; \"self\": "
                               "true would keep such cells"});
}

TEST_CASE("cells that the file excludes are not told as left out", "[plan][grid]") {
  const Grid grid =
      grid_of({kSources, {"targets", R"(["blood"])"}, {"exclude", R"([{"source": "b"}])"}});
  CHECK(grid.cells == Texts{"blood vgg scratch ft"});
  CHECK(grid.left_out.empty());
}

TEST_CASE("\"self\" keeps cells whose source has learnt from the target", "[plan][grid]") {
  const Grid grid = grid_of({kSources, {"targets", R"(["blood"])"}, {"self", "true"}});
  CHECK(grid.cells == Texts{"blood vgg scratch ft", "blood vgg b ft"});
  CHECK(grid.left_out.empty());
}

TEST_CASE("another dataset of the target's collection counts as the target", "[plan][grid]") {
  PlanSetup setup = plan_setup({kSources});
  setup.scans.datasets[1].table.info.collection = setup.scans.datasets[0].table.info.collection;
  const Grid grid = grid_of(setup);
  CHECK(grid.cells == Texts{"skin vgg scratch ft"});
  CHECK(grid.left_out.size() == 1);
}

TEST_CASE("what a source has learnt first counts too", "[plan][grid]") {
  const Keys keys{{"datasets",
                   R"({"skin": {"use": "folder"}, "blood": {"use": "folder"},
                       "eye": {"use": "folder"}})"},
                  {"sources",
                   R"({"b": {"train_on": "blood"}, "be": {"from": "b", "train_on": "eye"},
                       "bes": {"from": "be", "train_on": "skin"}})"},
                  {"targets", R"(["blood"])"}};
  PlanSetup setup = plan_setup(keys);
  const ExperimentSpec& spec = setup.experiment.spec;
  CHECK(source_datasets(spec, 0) == std::vector<std::size_t>{1});
  CHECK(source_datasets(spec, 1) == std::vector<std::size_t>{1, 2});
  CHECK(source_datasets(spec, 2) == std::vector<std::size_t>{1, 2, 0});
  const Grid grid = grid_of(setup);
  CHECK(grid.cells.empty());
  CHECK(grid.left_out.size() == 3);
}

TEST_CASE("an omission is told once, however many cells it concerns", "[plan][grid]") {
  const Grid grid = grid_of({kModels,
                             kStrategies,
                             {"sources",
                              R"({"scratch": {}, "a": {"train_on": "skin"},
                                  "b": {"train_on": "skin", "seeds": "each"}})"}});
  CHECK(grid.cells.size() == 4);
  CHECK(std::set<std::string>(grid.left_out.begin(), grid.left_out.end()).size() == 2);
  CHECK(grid.left_out.size() == 2);
}
