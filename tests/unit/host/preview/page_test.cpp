#include "host/preview/page.hpp"

#include "tests/support/catch.hpp"

using Catch::Matchers::Contains;
using namespace tlhost::engine;

namespace {

PreviewSection section() {
  return {"skin <b>",
          {{"skin_train.png", "train, 7 records", {"no", "yes, \"sure\""}},
           {"skin_test.png", "test, 1 record", {"yes, \"sure\""}}},
          {{"train", "no", 5, 5, {{"grey", {0.25, 0.75}}, {"texture", {1, 0}}}},
           {"train", "yes, \"sure\"", 2, 2, {{"grey", {0, 0.5}}, {"texture", {0, 1}}}}}};
}

}  // namespace

TEST_CASE("the table of histograms has a line a bin", "[preview]") {
  CHECK(histograms_csv({section()}) ==
        "dataset,part,class,records,pictures,figure,bin,share\n"
        "skin <b>,train,no,5,5,grey,0,0.25\n"
        "skin <b>,train,no,5,5,grey,1,0.75\n"
        "skin <b>,train,no,5,5,texture,0,1\n"
        "skin <b>,train,no,5,5,texture,1,0\n"
        "skin <b>,train,\"yes, \"\"sure\"\"\",2,2,grey,0,0\n"
        "skin <b>,train,\"yes, \"\"sure\"\"\",2,2,grey,1,0.5\n"
        "skin <b>,train,\"yes, \"\"sure\"\"\",2,2,texture,0,0\n"
        "skin <b>,train,\"yes, \"\"sure\"\"\",2,2,texture,1,1\n");
  CHECK(histograms_csv({}) == "dataset,part,class,records,pictures,figure,bin,share\n");
}

TEST_CASE("the page shows sheets and histograms, and escapes names", "[preview]") {
  const std::string page = preview_page("<script>", {section()});
  CHECK_THAT(page, !Contains("<script"));
  CHECK_THAT(page, !Contains("skin <b>"));
  CHECK_THAT(page, Contains("<img src=\"skin_train.png\" alt=\"train, 7 records\">"));
  CHECK_THAT(page, Contains("train, 7 records; rows from above: no, yes, &quot;sure&quot;<"));
  CHECK_THAT(page, Contains("test, 1 record; rows from above: yes, &quot;sure&quot;<"));
  CHECK_THAT(page,
             Contains("<rect class=\"grey\" x=\"10\" y=\"0.0\" width=\"9\" height=\"48.0\"/>"));
  CHECK_THAT(page,
             Contains("<rect class=\"grey\" x=\"10\" y=\"16.0\" width=\"9\" height=\"32.0\"/>"));
}
