#include "host/catalog/parameter_facts.hpp"
#include "host/resolve/resolve.hpp"
#include "host/store/canonical_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

/// An experiment file in a folder, whose model and dataset name paths.
Experiment resolve_in(const std::string& folder,
                      const std::string& weights,
                      const std::string& root = ".") {
  std::ofstream(folder + "/x.json", std::ios::binary)
      << experiment({{"datasets", R"({"skin": {"use": "images", "root": ")" + root + R"("}})"},
                     {"models", R"({"m": {"use": "loaded", "weights": ")" + weights + R"("}})"}});
  return resolve(parse_spec(folder + "/x.json"), small_catalog());
}

std::string model_key(const Experiment& experiment) {
  return canonical_json(experiment.models.at(0).key());
}

Refusal refusal_in(const std::string& folder,
                   const std::string& weights,
                   const std::string& root = ".") {
  return refusal_of([&] { resolve_in(folder, weights, root); });
}

}  // namespace

TEST_CASE("a relative path starts at the experiment file's folder", "[resolve][path]") {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "data");
  put_bytes(folder / "w.bin", "weights");
  const Experiment made = resolve_in(folder.path(), "./data/../w.bin", "data");
  CHECK(made.models[0].arguments.at("weights") == Argument::Value(folder / "w.bin"));
  CHECK(made.datasets[0].arguments.at("root") == Argument::Value(folder / "data"));
  CHECK(made.datasets[0].path_digests.empty());  // a dataset's bytes are named record by record
}

TEST_CASE("an absolute path and one below the home folder stay where they are", "[resolve][path]") {
  const TempFolder folder, home;
  put_bytes(home / "w.bin", "weights");
  CHECK(resolve_in(folder.path(), home / "w.bin").models[0].arguments.at("weights") ==
        Argument::Value(home / "w.bin"));
  const std::string before = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  setenv("HOME", home.path().c_str(), 1);
  const Experiment made = resolve_in(folder.path(), "~/w.bin");
  setenv("HOME", before.c_str(), 1);
  CHECK(made.models[0].arguments.at("weights") == Argument::Value(home / "w.bin"));
}

TEST_CASE("a path that is not there is told with its place", "[resolve][path]") {
  const TempFolder folder;
  const Refusal refusal = refusal_in(folder.path(), "w.bin");
  CHECK(refusal.exit() == Exit::usage);
  REQUIRE(refusal.problems().size() == 1);
  CHECK(first(refusal).code == "PARAMETER-PATH");
  CHECK(first(refusal).at == "/models/m/weights");
  CHECK(first(refusal).where.rfind(folder / "x.json:", 0) == 0);
  CHECK(first(refusal).what == "\"weights\": " + (folder / "w.bin") + ": no such file or folder");
  CHECK(first(refusal).fix == "relative paths start at the experiment file's folder");
}

TEST_CASE("a model's key has a file's digest in the place of its path", "[resolve][path]") {
  const TempFolder folder;
  put_bytes(folder / "w.bin", "weights");
  const Experiment made = resolve_in(folder.path(), "w.bin");
  // printf weights | sha256sum
  const std::string digest = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";
  CHECK(made.models[0].path_digests.at("weights") == digest);
  CHECK(model_key(made) == R"({"id":"org.d/loaded","params":{"weights":")" + digest +
                               R"("},"source":")" + std::string(64, 'a') + R"("})");
  CHECK(model_key(made).find(folder.path()) == std::string::npos);
}

TEST_CASE("a model's key follows the bytes of its file, not their place", "[resolve][path]") {
  const TempFolder folder, other;
  put_bytes(folder / "w.bin", "weights");
  const std::string before = model_key(resolve_in(folder.path(), "w.bin"));
  put_bytes(other / "moved.bin", "weights");
  CHECK(model_key(resolve_in(folder.path(), other / "moved.bin")) == before);
  CHECK(model_key(resolve_in(other.path(), "moved.bin")) == before);
  put_bytes(folder / "w.bin", "Weights");
  CHECK(model_key(resolve_in(folder.path(), "w.bin")) != before);
}

TEST_CASE("a path that cannot be read as a file is refused with its place", "[resolve][path]") {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "w.bin");
  const Refusal refusal = refusal_in(folder.path(), "w.bin");
  CHECK(refusal.exit() == Exit::usage);
  CHECK(first(refusal).code == "PARAMETER-PATH");
  CHECK(first(refusal).at == "/models/m/weights");
}

TEST_CASE("several paths that are not there are told together", "[resolve][path]") {
  const TempFolder folder;
  const Refusal refusal = refusal_in(folder.path(), "w.bin", "data");
  REQUIRE(refusal.problems().size() == 2);
  CHECK(refusal.problems()[0].at == "/datasets/skin/root");
  CHECK(refusal.problems()[1].at == "/models/m/weights");
}
