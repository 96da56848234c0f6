#include "host/scaffold/name.hpp"

#include "host/log/problem.hpp"
#include "tests/support/catch.hpp"

#include <functional>
#include <string>

using namespace tlhost::engine;

namespace {

/// The code and the fix of what a call refuses, "CODE: fix"; "" if it refuses nothing.
std::string refusal_of(const std::function<void()>& call) {
  try {
    call();
    return "";
  } catch (const Refusal& refusal) {
    CHECK(refusal.exit() == Exit::usage);
    REQUIRE(refusal.problems().size() == 1);
    return refusal.problems()[0].code + ": " + refusal.problems()[0].fix;
  }
}

std::string name_refusal(const std::string& name, const std::string& kind = "dataset") {
  return refusal_of([&] { check_new_name(plugin_kind(kind), name); });
}

}  // namespace

TEST_CASE("the three kinds are known by their word", "[scaffold]") {
  CHECK(plugin_kind("dataset") == PluginKind{"dataset", "datasets"});
  CHECK(plugin_kind("model") == PluginKind{"model", "models"});
  CHECK(plugin_kind("strategy") == PluginKind{"strategy", "strategies"});
}

TEST_CASE("an unknown kind is answered with the nearest one", "[scaffold]") {
  const auto kind = [](const char* word) { return refusal_of([&] { plugin_kind(word); }); };
  CHECK(kind("datasets") == "NEW-KIND: did you mean \"dataset\"?");
  CHECK(kind("stratgy") == "NEW-KIND: did you mean \"strategy\"?");
  CHECK(kind("Models") == "NEW-KIND: did you mean \"model\"?");
  CHECK(kind("optimizer") == "NEW-KIND: ");
  CHECK(kind("") == "NEW-KIND: ");
}

TEST_CASE("a name is a small letter, then small letters, digits and single underscores",
          "[scaffold]") {
  for (const char* right : {"moles", "a", "chest_xray_14", "x2", "m0_1"}) {
    CHECK(name_refusal(right) == "");
  }
  CHECK(name_refusal(std::string(32, 'a')) == "");
  CHECK(name_refusal(std::string(33, 'a')) == "NEW-NAME: call it " + std::string(32, 'a'));
  CHECK(name_refusal("chest-xray") == "NEW-NAME: call it chest_xray");
  CHECK(name_refusal("Chest XRay") == "NEW-NAME: call it chest_xray");
  CHECK(name_refusal("../moles") == "NEW-NAME: call it moles");
  CHECK(name_refusal("2moles") == "NEW-NAME: call it moles");
  CHECK(name_refusal("moles_") == "NEW-NAME: call it moles");
  CHECK(name_refusal("_moles") == "NEW-NAME: call it moles");
  CHECK(name_refusal("a__b") == "NEW-NAME: call it a_b");
  CHECK(name_refusal("h\xc3\xa4ut") == "NEW-NAME: call it h_ut");
  CHECK(name_refusal("42") == "NEW-NAME: ");
  CHECK(name_refusal("") == "NEW-NAME: ");
}

TEST_CASE("words of C++ and CMake, and names of tlhost's own components, are taken", "[scaffold]") {
  for (const char* word : {"class", "template", "co_await", "test", "std"}) {
    CHECK(name_refusal(word) ==
          std::string("NEW-NAME-TAKEN: say more in the name, such as my_") + word);
  }
  CHECK(name_refusal("tlhost_moles") == "NEW-NAME-TAKEN: take another name");
  CHECK(name_refusal("phantom") == "NEW-NAME-TAKEN: take another name, such as my_phantom");
  CHECK(name_refusal("phantom", "model") == "");  // names are those of a kind
  CHECK(name_refusal("resnet", "model") == "NEW-NAME-TAKEN: take another name, such as my_resnet");
  CHECK(name_refusal("fine_tune", "strategy") != "");
  CHECK(name_refusal("class_of_2018") == "");
}

TEST_CASE("a name in snake case is a class in camel case", "[scaffold]") {
  CHECK(class_name("moles") == "Moles");
  CHECK(class_name("chest_xray_14") == "ChestXray14");
  CHECK(class_name("a") == "A");
  CHECK(class_name("x2_y") == "X2Y");
}
