#include "host/store/digest.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <tlhost/error.hpp>

#include <sys/stat.h>

using namespace tlhost::engine;
using namespace tlhost::test;

// Reference: FIPS 180-4 examples, also `printf abc | sha256sum`.
TEST_CASE("SHA-256 agrees with the published values", "[store][digest]") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 million;
  for (int i = 0; i < 1000; ++i) {
    million.add(std::string(1000, 'a'));
  }
  CHECK(million.hex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a file hashes as its bytes do, whatever its length", "[store][digest]") {
  const TempFolder folder;
  const auto size = GENERATE(std::size_t{0}, 1, 262143, 262144, 262145, 600000);
  const std::string bytes(size, 'x');
  put_bytes(folder / "file", bytes);
  CHECK(sha256_file(folder / "file") == sha256_hex(bytes));
}

TEST_CASE("what is no readable file is refused by name, never waited for", "[store][digest]") {
  const TempFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_AS(sha256_file(folder / "pipe"), tlhost::DataError);
  CHECK_THROWS_WITH(sha256_file(folder / "pipe"),
                    Catch::Contains("pipe: cannot be read: it is not"));
  CHECK_THROWS_WITH(sha256_file(folder.path()), Catch::Contains("it is a folder"));
  CHECK_THROWS_WITH(sha256_file(folder / "none"), Catch::Contains("No such file or directory"));
}

TEST_CASE("only 64 lower-case hex digits are a SHA-256", "[store][digest]") {
  CHECK(is_sha256(sha256_hex("abc")));
  CHECK_FALSE(is_sha256(std::string(63, 'a')));
  CHECK_FALSE(is_sha256(std::string(64, 'A')));
  CHECK_FALSE(is_sha256(std::string(63, 'a') + "/"));
}
