// The dataset in this process, without a host; `tlhost check` looks at what all datasets must keep.
#include "plugin_name.cpp"

#include <tlhost/testing.hpp>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

#include <map>
#include <set>

namespace {

namespace testing = tlhost::testing;

struct Listed {
  tlhost::DatasetInfo info;
  testing::RecordList list;
};

Listed listed(tlhost::Dataset& dataset) {
  Listed result;
  testing::QuietContext context;
  dataset.index(context, result.info, result.list);
  return result;
}

tlhost::Image image_of(const tlhost::Dataset& dataset, const tlhost::Record& record) {
  tlhost::Image image;
  dataset.image(record, image);
  return image;
}

}  // namespace

TEST_CASE("it lists as many images as it was asked for, each with a name of its own") {
  const auto dataset = testing::make<PluginName>({{"samples", 12}});
  const Listed all = listed(*dataset);
  REQUIRE(all.list.records.size() == 12);
  std::set<std::string> ids;
  for (const tlhost::Record& record : all.list.records) {
    ids.insert(record.id);
    CHECK(record.labels.size() == 1);
    CHECK(static_cast<std::size_t>(record.labels.at(0)) < all.info.classes.size());
  }
  CHECK(ids.size() == 12);
}

TEST_CASE("the images of one subject have one label") {
  const auto dataset = testing::make<PluginName>({{"samples", 12}});
  const Listed all = listed(*dataset);
  std::map<std::string, std::set<std::int32_t>> labels;
  for (const tlhost::Record& record : all.list.records) {
    labels[record.group].insert(record.labels.at(0));
  }
  CHECK(labels.size() == 6);
  for (const auto& [subject, found] : labels) {
    INFO(subject);
    CHECK(found.size() == 1);
  }
}

TEST_CASE("an image is drawn the same twice, and otherwise by another seed") {
  const auto dataset = testing::make<PluginName>({{"side", 16}});
  const auto other = testing::make<PluginName>({{"side", 16}, {"seed", 1}});
  const Listed all = listed(*dataset);
  const tlhost::Image image = image_of(*dataset, all.list.records.at(3));
  CHECK(image.bytes.size() == 16 * 16);
  CHECK(image.bytes == image_of(*dataset, all.list.records.at(3)).bytes);
  CHECK(image.bytes != image_of(*dataset, all.list.records.at(2)).bytes);
  CHECK(image.bytes != image_of(*other, all.list.records.at(3)).bytes);
}
