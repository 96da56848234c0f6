// Published datasets in the parts of their publisher: a tree with the layout and the quirks of
// each.
#include "tests/contract/dataset_listing.hpp"
#include "tests/contract/dataset_trees.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <tlhost/error.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::Listing;
using test::Files;
using test::list;
using test::said;
using test::skipped;
using test::TempFolder;
using test::Texts;
using test::write_files;
using Names = std::vector<std::string>;

const char* const kIsicHeader = "\xef\xbb\xbfimage_id,melanoma,seborrheic_keratosis\r\n";

Files isic_files() {
  const std::string part = "ISIC-2017_Training_Data/", again = part + part;
  return {{again + "ISIC_0000000.jpg", "a"},
          {again + "ISIC_0000000_superpixels.png", "s"},
          {again + "ISIC_0000001.jpg", "b"},
          {again + "ISIC_0000002.jpg", "c"},
          {again + "ISIC_0000009.jpg", "no label"},
          {again + "ISIC-2017_Training_Data_metadata.csv", "image_id,age_approximate,sex\n"},
          {"ISIC-2017_Training_Part3_GroundTruth.csv",
           std::string(kIsicHeader) +
               "ISIC_0000002,0.0,1.0\r\nISIC_0000000,0.0,0.0\r\nISIC_0000001,1.0,0.0\r\n"},
          {"ISIC-2017_Validation_Data/ISIC_0000003.jpg", "d"},
          {"ISIC-2017_Validation_Part3_GroundTruth.csv",
           std::string(kIsicHeader) + "ISIC_0000003,1.0,0.0\r\n"},
          {"ISIC-2017_Test_v2_Data/ISIC_0000004.jpg", "e"},
          {"ISIC-2017_Test_v2_Part3_GroundTruth.csv",
           std::string(kIsicHeader) + "ISIC_0000004,0.0,0.0\r\n"}};
}

}  // namespace

TEST_CASE("isic2017 has three label views of the same images", "[contract][isic2017]") {
  const TempFolder folder;
  write_files(folder.path(), isic_files());
  std::map<std::string, std::string> strata;
  const auto view = [&](const std::string& labels) {
    Listing listing = list("isic2017", {{"root", folder.path()}, {"labels", labels}});
    CHECK(listing.table.info.collection == "isic2017");
    for (const engine::RecordRow& row : listing.table.rows) {
      CHECK(strata.emplace(row.id, row.stratum).first->second == row.stratum);
    }
    return listing;
  };
  const Listing three = view("three");
  CHECK(three.table.info.classes == Names{"nevus", "melanoma", "seborrheic_keratosis"});
  CHECK(said(three) == Texts{{"ISIC_0000000", "nevus, train, "},
                             {"ISIC_0000001", "melanoma, train, "},
                             {"ISIC_0000002", "seborrheic_keratosis, train, "},
                             {"ISIC_0000003", "melanoma, validation, "},
                             {"ISIC_0000004", "nevus, test, "}});
  CHECK(skipped(three).size() == 2);
  const Listing two = view("two"), combined = view("two_combined");
  CHECK(said(two).count("ISIC_0000002") == 0);
  CHECK(said(two).size() == 4);
  CHECK(skipped(two).size() == 3);
  CHECK(said(combined)["ISIC_0000002"] == "benign, train, ");
  CHECK(said(combined)["ISIC_0000001"] == "melanoma, train, ");
}

TEST_CASE("isic2017 keeps age and sex where they are known", "[contract][isic2017]") {
  const std::string table =
      "image_id,age_approximate,sex\nISIC_0000000,55,female\n"
      "ISIC_0000001,unknown,male\nISIC_0000009,1,male\n";
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  const std::string name = "ISIC-2017_Training_Data_metadata.csv";
  const std::string inside = "ISIC-2017_Training_Data/ISIC-2017_Training_Data/" + name;
  for (const std::string& place : {inside, name}) {
    const TempFolder folder;
    Files files = isic_files();
    files.erase(inside);
    files[place] = table;
    write_files(folder.path(), files);
    const Listing listing = list("isic2017", folder.path());
    CHECK(listing.table.rows[0].attributes == Pairs{{"age", "55"}, {"sex", "female"}});
    CHECK(listing.table.rows[1].attributes == Pairs{{"sex", "male"}});
    CHECK(listing.table.rows[2].attributes.empty());
  }
}

TEST_CASE("isic2017 refuses a label without image, and two labels", "[contract][isic2017]") {
  const std::string csv = "ISIC-2017_Training_Part3_GroundTruth.csv";
  const std::map<std::string, std::string> lines = {
      {"ISIC_0000007,0,0\n", "csv:2: column \"image_id\" is \"ISIC_0000007\""},
      {"ISIC_0000000,1,1\n", "csv:2: column \"seborrheic_keratosis\""},
      {"ISIC_0000000,0,0\nISIC_0000000,0,0\n", "csv:3: column \"image_id\""},
      {"ISIC_0000000,2,0\n", "csv:2: column \"melanoma\" is \"2\"; expected 0 or 1"}};
  for (const auto& [line, message] : lines) {
    const TempFolder folder;
    Files files = isic_files();
    files[csv] = kIsicHeader + line;
    write_files(folder.path(), files);
    CHECK_THROWS_WITH(list("isic2017", folder.path()), Catch::Contains(message));
  }
}

TEST_CASE("chest_xray takes the outer copy, and trains on the official validation part",
          "[contract][chest_xray]") {
  const TempFolder folder;
  const Files images = {{"train/NORMAL/IM-0115-0001.jpeg", "a"},
                        {"train/NORMAL/NORMAL2-IM-1427-0001.jpeg", "b"},
                        {"train/NORMAL/.DS_Store", "x"},
                        {"train/PNEUMONIA/person1_bacteria_1.jpeg", "c"},
                        {"train/PNEUMONIA/person1_virus_6.jpeg", "d"},
                        {"train/PNEUMONIA/notes.txt", "n"},
                        {"val/NORMAL/NORMAL2-IM-1427-0002.jpeg", "e"},
                        {"val/PNEUMONIA/person1946_bacteria_4874.jpeg", "f"},
                        {"test/NORMAL/IM-0115-0001.jpeg", "g"},
                        {"test/PNEUMONIA/person1_virus_9.jpeg", "h"}};
  for (const auto& [name, content] : images) {
    write_files(folder.path(),
                {{"chest_xray/" + name, content},
                 {"chest_xray/chest_xray/" + name, content},
                 {"chest_xray/__MACOSX/" + name, content}});
  }
  const Listing listing = list("chest_xray", folder.path());
  CHECK(said(listing) ==
        Texts{{"train/NORMAL/IM-0115-0001.jpeg", "NORMAL, train, train/IM-0115"},
              {"train/NORMAL/NORMAL2-IM-1427-0001.jpeg", "NORMAL, train, train/IM-1427"},
              {"train/PNEUMONIA/person1_bacteria_1.jpeg", "PNEUMONIA, train, train/person1"},
              {"train/PNEUMONIA/person1_virus_6.jpeg", "PNEUMONIA, train, train/person1"},
              {"val/NORMAL/NORMAL2-IM-1427-0002.jpeg", "NORMAL, train, train/IM-1427"},
              {"val/PNEUMONIA/person1946_bacteria_4874.jpeg", "PNEUMONIA, train, train/person1946"},
              {"test/NORMAL/IM-0115-0001.jpeg", "NORMAL, test, test/IM-0115"},
              {"test/PNEUMONIA/person1_virus_9.jpeg", "PNEUMONIA, test, test/person1"}});
  CHECK(skipped(listing) == std::set<std::string>{"train/PNEUMONIA/notes.txt"});
  CHECK(listing.table.info.channels == 1);
  CHECK(listing.table.info.group_is == "person");
}

TEST_CASE("chest_xray takes names without a patient, and says so", "[contract][chest_xray]") {
  const TempFolder folder;
  write_files(folder.path(),
              {{"train/NORMAL/cxr0000.jpg", "a"},
               {"train/PNEUMONIA/cxr0001.jpg", "b"},
               {"test/NORMAL/cxr0002.jpg", "c"},
               {"test/PNEUMONIA/cxr0003.jpg", "d"}});
  const Listing listing = list("chest_xray", folder.path());
  CHECK(listing.table.info.group_is == "none");
  CHECK(said(listing)["test/NORMAL/cxr0002.jpg"] == "NORMAL, test, ");
}

TEST_CASE("blood_cells groups copies by their original, and leaves TEST_SIMPLE out",
          "[contract][blood_cells]") {
  const TempFolder folder;
  const std::string base = "dataset2-master/dataset2-master/images/";
  for (const std::string name : {"EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL"}) {
    write_files(folder.path(),
                {{base + "TRAIN/" + name + "/_12_345.jpeg", "a"},
                 {base + "TRAIN/" + name + "/_12_99.jpeg", "b"},
                 {base + "TEST/" + name + "/_7_1.jpeg", "c"},
                 {base + "TEST/" + name + "/strange.jpeg", "d"},
                 {base + "TEST_SIMPLE/" + name + "/_3_1.jpeg", "e"}});
  }
  const Listing listing = list("blood_cells", folder.path());
  Texts records = said(listing);
  CHECK(records.size() == 12);
  CHECK(records["TRAIN/MONOCYTE/_12_99.jpeg"] == "MONOCYTE, train, 12");
  CHECK(records["TEST/NEUTROPHIL/_7_1.jpeg"] == "NEUTROPHIL, test, 7");
  CHECK(skipped(listing).size() == 8);
  CHECK(listing.table.info.group_is == "original image");
}

TEST_CASE("blood_cells groups crops by their slide", "[contract][blood_cells]") {
  const TempFolder folder;
  write_files(folder.path(),
              {{"RBC/BloodImage_00168_17.jpg", "a"},
               {"WBC/BloodImage_00168_02.jpg", "b"},
               {"Platelets/BloodImage_00003_11.jpg", "c"}});
  const Listing listing = list("blood_cells", folder.path());
  CHECK(said(listing) ==
        Texts{{"RBC/BloodImage_00168_17.jpg", "RBC, , BloodImage_00168"},
              {"WBC/BloodImage_00168_02.jpg", "WBC, , BloodImage_00168"},
              {"Platelets/BloodImage_00003_11.jpg", "Platelets, , BloodImage_00003"}});
  CHECK(listing.table.info.group_is == "slide");
}
