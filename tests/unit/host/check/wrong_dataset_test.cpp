// Each thing that a dataset can do wrong makes exactly the tests fail that are about it.
#include "tests/support/catch.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/check/wrong_plugin.hpp"

#include <filesystem>
#include <fstream>

using namespace tlhost::test;

namespace {

struct Case {
  std::string wrong;
  Words expected;
};

/// Runs the tests of `what` for each case.
void check_cases(const std::string& stem,
                 const std::string& parameters,
                 const std::string& what,
                 const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    INFO(stem << " with \"" << one.wrong << "\" wrong");
    CHECK(complaints(checked({stem, one.wrong, parameters}, "^" + what + ": ")) == one.expected);
  }
}

/// A folder of two classes with small pictures, and a file that gives it to wrong_folder.
class Pictures {
 public:
  Pictures() {
    static const unsigned char kPicture[] = {
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
        0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x00, 0x00, 0x00, 0x00, 0x57,
        0xdd, 0x52, 0xf8, 0x00, 0x00, 0x00, 0x0e, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x10,
        0x50, 0x60, 0x30, 0x70, 0x00, 0x00, 0x01, 0x76, 0x00, 0xa1, 0xec, 0x30, 0x8a, 0xf4, 0x00,
        0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
    for (const std::string name : {"a", "b"}) {
      std::filesystem::create_directories(folder_ / ("data/" + name));
      for (int i = 0; i < 3; ++i) {
        std::ofstream(folder_ / ("data/" + name + "/" + std::to_string(i) + ".png"))
            .write(reinterpret_cast<const char*>(kPicture), sizeof kPicture);
      }
    }
    std::ofstream(parameters()) << R"({"datasets/folder": {"root": "data"}})";
  }

  std::string parameters() const { return folder_ / "parameters.json"; }

 private:
  TempFolder folder_;
};

}  // namespace

TEST_CASE("a sound dataset that draws its images passes every test", "[check]") {
  const auto report = checked({"wrong_dataset", "", ""});
  CHECK(complaints(report).empty());
  CHECK(report.passed());
  CHECK(report.results.size() > 60);
  CHECK(skipped(report) == Words{"dataset: its files are regular files below its root",
                                 "dataset: the host can decode a sample of its files",
                                 "dataset: the order of a folder's entries plays no part",
                                 "dataset: a path that is not there is named",
                                 "dataset: it stops when the host wants an end"});
}

TEST_CASE("a sound dataset of files passes every test", "[check]") {
  const Pictures pictures;
  const auto report = checked({"wrong_folder", "", pictures.parameters()});
  CHECK(complaints(report) == Words{"warn file: it carries a hash of its sources"});
  CHECK(report.passed());
  CHECK(skipped(report) ==
        Words{"create: it takes numbers at their bounds, or says why not",
              "create: it takes every word of its choices, or says why not",
              "dataset: it stops when the host wants an end",
              "dataset: its images have the size, channels and bits that they state",
              "dataset: the same record gives the same image twice",
              "dataset: the order in which images are asked for plays no part",
              "dataset: eight threads draw the same images as one"});
}

TEST_CASE("what a library does while it is loaded is seen", "[check]") {
  check_cases(
      "wrong_dataset",
      "",
      "file",
      {{"load_prints", {"fail file: loading prints nothing"}},
       {"list_prints", {"fail file: loading prints nothing"}},
       {"load_locale", {"fail file: loading leaves the locale alone"}},
       {"load_folder", {"fail file: loading leaves the working folder alone"}},
       {"load_signal", {"fail file: loading leaves the signal handlers alone"}},
       {"load_umask", {"fail file: loading leaves the umask alone"}},
       {"load_rounding", {"fail file: loading leaves the floating point environment alone"}},
       {"load_thread", {"fail file: loading leaves the threads of the process alone"}},
       {"load_file", {"fail file: loading leaves the open files alone"}}});
}

TEST_CASE("what a constructor does wrong is seen", "[check]") {
  const std::string leaves = "fail create: making and ending it leaves ";
  check_cases(
      "wrong_dataset",
      "",
      "create",
      {{"create_prints", {"fail create: making and ending it prints nothing"}},
       {"create_locale", {leaves + "the locale alone"}},
       {"create_folder", {leaves + "the working folder alone"}},
       {"create_signal", {leaves + "the signal handlers alone"}},
       {"create_umask", {leaves + "the umask alone"}},
       {"create_rounding", {leaves + "the floating point environment alone"}},
       {"create_thread", {leaves + "the threads of the process alone"}},
       {"create_file", {leaves + "the open files alone"}},
       {"query", {"fail create: it answers an unknown interface with nothing"}},
       {"unread", {"warn create: it reads every parameter that it declares"}},
       {"undeclared_hidden", {"fail create: it reads no parameter that it does not declare"}},
       {"bound", {"fail create: it takes numbers at their bounds, or says why not"}},
       {"choice", {"fail create: it takes every word of its choices, or says why not"}},
       {"type", {"crash create: a value of another type is an error, not a crash"}}});
}

TEST_CASE("memory that a constructor keeps is seen", "[check]") {
  if (kAddressSanitizer) {
    WARN("not tested with AddressSanitizer, whose allocator counts nothing");
    return;
  }
  check_cases("wrong_dataset",
              "",
              "create",
              {{"leak", {"fail create: made and ended 20 times it keeps no memory"}}});
}

TEST_CASE("what a dataset lists wrong is seen", "[check]") {
  check_cases(
      "wrong_dataset",
      "",
      "dataset",
      {{"one_class", {"fail dataset: it has two classes at least, with different names"}},
       {"class_twice", {"fail dataset: it has two classes at least, with different names"}},
       {"no_records", {"fail dataset: it lists records", "fail dataset: every class has records"}},
       {"label", {"fail dataset: every record has one label within the classes"}},
       {"empty_class", {"fail dataset: every class has records"}},
       {"id_twice", {"fail dataset: no id is empty or used twice"}},
       {"id_absolute", {"fail dataset: no id holds the place where the data lie"}},
       {"group_is", {"fail dataset: it says what its groups are"}},
       {"channels", {"fail dataset: it has one channel or three"}},
       {"licence", {"warn dataset: it states licence and citation"}},
       {"text", {"fail dataset: its texts are UTF-8"}},
       {"group", {"warn dataset: no group lies in several of the publisher's parts"}},
       {"skip", {"fail dataset: what it leaves out has a name and a reason"}}});
}

TEST_CASE("how a dataset lists wrongly is seen", "[check]") {
  check_cases("wrong_dataset",
              "",
              "dataset",
              {{"id_changes", {"fail dataset: two new objects list the same records"}},
               {"index_signal", {"fail dataset: listing leaves the process alone"}},
               {"index_prints", {"fail dataset: listing prints nothing"}},
               {"image_prints", {"fail dataset: listing prints nothing"}},
               {"cancelled", {"fail dataset: it stops when the host wants an end"}}});
}

TEST_CASE("images that are no pure function of their record are seen", "[check]") {
  const std::string shape =
      "fail dataset: its images have the size, channels and bits that they state";
  const std::string twice = "fail dataset: the same record gives the same image twice";
  const std::string order = "fail dataset: the order in which images are asked for plays no part";
  const std::string threads = "fail dataset: eight threads draw the same images as one";
  check_cases("wrong_dataset",
              "",
              "dataset",
              {{"bits", {shape}},
               {"bytes", {shape}},
               {"black", {shape}},
               {"impure", {twice, order, threads}},
               {"order", {order}},
               {"shared", {threads}}});
}

TEST_CASE("what a dataset of files does wrong is seen", "[check]") {
  const Pictures pictures;
  check_cases("wrong_folder",
              pictures.parameters(),
              "dataset",
              {{"root", {"fail dataset: its files are regular files below its root"}},
               {"no_file",
                {"fail dataset: its files are regular files below its root",
                 "fail dataset: the host can decode a sample of its files"}},
               {"entry_order", {"fail dataset: the order of a folder's entries plays no part"}},
               {"id_place",
                {"fail dataset: no id holds the place where the data lie",
                 "fail dataset: the order of a folder's entries plays no part"}},
               {"missing", {"fail dataset: a path that is not there is named"}}});
}

TEST_CASE("a component that needs a parameter is skipped visibly, and named", "[check]") {
  const auto report = checked({"wrong_folder", "", ""}, "^(create|dataset): ");
  CHECK(complaints(report).empty());
  CHECK(report.passed());
  std::size_t naming = 0;
  for (const auto& result : report.results) {
    naming += result.verdict.text.find("\"root\"") != std::string::npos ? 1 : 0;
  }
  CHECK(naming + 1 == report.results.size());  // the schema is tested without an object
}
