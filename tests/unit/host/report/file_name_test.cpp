#include "host/report/file_name.hpp"

#include "tests/support/catch.hpp"

#include <filesystem>
#include <set>

using tlhost::engine::file_name;
using tlhost::engine::prediction_file;
using tlhost::engine::RunOutcome;

namespace {

RunOutcome run(const std::string& source,
               const std::string& model,
               const std::string& target = "skin") {
  RunOutcome made;
  made.cell = {source, target, model, "fine_tune"};
  made.seed = 7;
  return made;
}

}  // namespace

TEST_CASE("a run's predictions lie below its target", "[report][file]") {
  CHECK(prediction_file(run("imagenet", "vgg16")) ==
        "predictions/skin/imagenet__vgg16__fine_tune__seed7.csv");
}

TEST_CASE("no name leaves the folder", "[report][file]") {
  CHECK(file_name("../../etc") == "%2E.%2F..%2Fetc");
  CHECK(file_name("..") == "%2E.");
  CHECK(file_name(std::string("a\0/b", 4)) == "a%00%2Fb");
  const std::filesystem::path path = prediction_file(run("../x", "/etc/passwd", ".."));
  CHECK(path.lexically_normal() == path);
  CHECK(std::distance(path.begin(), path.end()) == 3);
}

TEST_CASE("different names have different files", "[report][file]") {
  const std::vector<std::string> names = {
      "a", "b", "a_", "_b", "a__b", "a_b", "_", "__", "a%5F", "a_5F"};
  std::set<std::string> files;
  for (const std::string& source : names) {
    for (const std::string& model : names) {
      CHECK(files.insert(prediction_file(run(source, model))).second);
    }
  }
}

TEST_CASE("long names are cut to what file systems allow and stay different", "[report][file]") {
  const std::string name(300, 'x');
  const std::filesystem::path one = prediction_file(run(name, "a", name)),
                              two = prediction_file(run(name, "b", name));
  CHECK(one != two);
  for (const auto& part : one) {
    CHECK(part.string().size() <= 204);
  }
}
