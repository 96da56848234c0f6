#include "host/scan/listing.hpp"
#include "tests/contract/dataset_trees.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <thread>

namespace {

using namespace tlhost;
using engine::Arguments;
using engine::Listing;
using test::Built;

Arguments arguments_in(const Built& component, const std::string& folder) {
  Arguments arguments = test::defaults(component.entry->facts);
  for (const engine::ParameterFacts& parameter : component.entry->facts.parameters) {
    if (parameter.type == engine::ParameterType::path) {
      arguments[parameter.name] = folder;
    }
  }
  return arguments;
}

/// With data in the folder that the dataset can make something of.
Arguments arguments_with_data(const Built& component, const test::TempFolder& folder) {
  return arguments_in(component,
                      test::write_small_dataset(component.entry->facts.name, folder.path()));
}

Listing listing_of(const Built& component, const Arguments& arguments, Context& context) {
  const auto dataset = test::make<Dataset>(component, arguments, {}, context);
  return engine::list_records(*dataset, component.name(), context);
}

}  // namespace

TEST_CASE("every dataset lists the same sound records twice", "[contract][dataset]") {
  const test::TempFolder folder;
  test::JobContext job;
  for (const Built& component : test::built(engine::Kind::dataset)) {
    INFO(component.name());
    const Arguments arguments = arguments_with_data(component, folder);
    const Listing first = listing_of(component, arguments, job.context());
    const Listing second = listing_of(component, arguments, job.context());
    CHECK(first.table.rows == second.table.rows);
    CHECK(first.table.info.classes == second.table.info.classes);
    CHECK(first.table.rows.size() >= 8);
    CHECK_FALSE(first.table.info.group_is.empty());
  }
}

TEST_CASE("every dataset that draws its images draws them alike from several threads",
          "[contract][dataset]") {
  const test::TempFolder folder;
  test::JobContext job;
  for (const Built& component : test::built(engine::Kind::dataset)) {
    INFO(component.name());
    const auto dataset =
        test::make<Dataset>(component, arguments_with_data(component, folder), {}, job.context());
    const Listing listing = engine::list_records(*dataset, component.name(), job.context());
    if (!listing.table.info.own_pixels) {
      continue;
    }
    std::vector<Image> serial(8), parallel(8);
    for (std::size_t i = 0; i < serial.size(); ++i) {
      dataset->image(listing.records[i], serial[i]);
    }
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < parallel.size(); i += 4) {
          dataset->image(listing.records[i], parallel[i]);
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    for (std::size_t i = 0; i < serial.size(); ++i) {
      CHECK(serial[i].bytes == parallel[i].bytes);
      CHECK(serial[i].bytes.size() ==
            static_cast<std::size_t>(serial[i].width * serial[i].height * serial[i].channels *
                                     serial[i].bits / 8));
    }
  }
}

TEST_CASE("a drawn image is a function of its record alone", "[contract][dataset]") {
  const test::TempFolder folder;
  test::JobContext job;
  for (const Built& component : test::built(engine::Kind::dataset)) {
    INFO(component.name());
    const Arguments arguments = arguments_with_data(component, folder);
    const auto first = test::make<Dataset>(component, arguments, {}, job.context()),
               second = test::make<Dataset>(component, arguments, {}, job.context());
    const Listing listing = engine::list_records(*first, component.name(), job.context());
    const Listing again = engine::list_records(*second, component.name(), job.context());
    for (std::size_t i = 8; listing.table.info.own_pixels && i-- > 0;) {
      Image forwards, backwards;
      forwards.bytes.assign(7, 9);  // what was there before plays no part
      first->image(listing.records[7 - i], forwards);
      first->image(listing.records[i], forwards);
      second->image(again.records[i], backwards);
      CHECK(forwards.bytes == backwards.bytes);
      CHECK(forwards.width == backwards.width);
      CHECK(forwards.channels == listing.table.info.channels);
    }
  }
}

TEST_CASE("every file-based dataset names a root that is not there", "[contract][dataset]") {
  const test::TempFolder folder;
  test::JobContext job;
  for (const Built& component : test::built(engine::Kind::dataset)) {
    const auto& parameters = component.entry->facts.parameters;
    const bool has_path = std::any_of(parameters.begin(), parameters.end(), [](const auto& p) {
      return p.type == engine::ParameterType::path;
    });
    if (!has_path) {
      continue;
    }
    INFO(component.name());
    const std::string missing = folder / "nowhere";
    CHECK_THROWS_WITH(listing_of(component, arguments_in(component, missing), job.context()),
                      Catch::Contains("nowhere"));
  }
}
