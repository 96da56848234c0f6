#include "host/catalog/show.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <boost/json/parse.hpp>

#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

TEST_CASE("a page has the summary, the plugin, a table and an example", "[catalog][show]") {
  CHECK(describe_markdown(small_catalog(), "models/vgg") ==
        "# models/vgg\n"
        "\n"
        "the vgg\n"
        "\n"
        "From the plugin `org.b` 1.2.0.\n"
        "\n"
        "| parameter | type | default | range | unit | meaning |\n"
        "|---|---|---|---|---|---|\n"
        "| `depth` | integer | `16` | `11 <= x <= 19` |  | what depth does |\n"
        "| `pool` | choice | `\"mean\"` | `\"mean\", \"max\"` |  | what pool does |\n"
        "\n"
        "An entry with every parameter at its default:\n"
        "\n"
        "```json\n"
        "\"models\": {\"my_vgg\": {\"use\": \"vgg\", \"depth\": 16, \"pool\": \"mean\"}}\n"
        "```\n");
}

TEST_CASE("a page says what is required, and gives an example of it", "[catalog][show]") {
  const std::string page = describe_markdown(small_catalog(), "models/loaded");
  CHECK(page.find("| `weights` | path | **required** |  |  | what weights does |") !=
        std::string::npos);
  CHECK(page.find(R"({"use": "loaded", "weights": "data/weights"})") != std::string::npos);
}

TEST_CASE("a page of a component without parameters says so", "[catalog][show]") {
  const std::string page = describe_markdown(small_catalog(), "strategies/svm");
  CHECK(page.find("It has no parameters.") != std::string::npos);
  CHECK(page.find("it draws nothing at random") != std::string::npos);
  CHECK(page.find("| parameter |") == std::string::npos);
}

TEST_CASE("a bar or a line break does not end a cell", "[catalog][show]") {
  Catalog catalog = small_catalog();
  catalog.plugins[1].components[0].parameters[0].doc = "one | two\nthree";
  CHECK(describe_markdown(catalog, "models/vgg").find("| one \\| two three |") !=
        std::string::npos);
}
