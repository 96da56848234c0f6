#include "host/scan/identities.hpp"

#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

using namespace tlhost::engine;
using tlhost::DataError;

TEST_CASE("identities come back from their text, and damage is refused", "[scan]") {
  Look look;
  look.numbers[5] = -1;
  const std::vector<Identity> two = {{std::string(32, 'a'), look}, {std::string(32, '0'), {}}};
  const std::string text = identities_to_text(two);
  CHECK(identities_from_text(text, 2) == two);
  CHECK(identities_from_text("", 0).empty());
  CHECK_THROWS_AS(identities_from_text(text, 1), DataError);
  CHECK_THROWS_AS(identities_from_text(text.substr(1), 2), DataError);
  const std::string flat = " " + look_text({}) + "\n";
  CHECK_NOTHROW(identities_from_text(std::string(32, 'a') + flat, 1));
  CHECK_THROWS_AS(identities_from_text(std::string(32, 'A') + flat, 1), DataError);
  CHECK_THROWS_AS(identities_from_text(std::string(33, 'a') + flat.substr(1), 1), DataError);
  CHECK_THROWS_WITH(
      identities_from_text(std::string(32, 'a') + " " + std::string(126, 'g') + "\n", 1),
      "identities.txt, line 1: expected a look of 126 lower-case hexadecimal digits");
}
