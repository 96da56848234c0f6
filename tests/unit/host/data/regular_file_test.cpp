#include "host/data/view.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

#include <tlhost/error.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

using Catch::Matchers::Contains;
using tlhost::DataError;
using tlhost::engine::read_regular_file;
using namespace tlhost::test;

namespace {

std::string refusal(const std::string& path, std::uint64_t limit = 1000) {
  try {
    read_regular_file(path, limit);
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a regular file is read whole, through links too", "[data][file]") {
  const TempFolder folder;
  const Bytes bytes = {0, 1, 2, 255, 0};
  write_file(folder / "a", bytes);
  CHECK(read_regular_file(folder / "a", 5) == bytes);
  std::filesystem::create_symlink(folder / "a", folder / "link");
  CHECK(read_regular_file(folder / "link", 5) == bytes);
  write_file(folder / "empty", {});
  CHECK(read_regular_file(folder / "empty", 0).empty());
  const Bytes large(3'000'000, 7);
  write_file(folder / "large", large);
  CHECK(read_regular_file(folder / "large", 1U << 30) == large);
}

TEST_CASE("a file over the limit is refused by its size", "[data][file]") {
  const TempFolder folder;
  write_file(folder / "a", Bytes(11, 1));
  CHECK(refusal(folder / "a", 10) == "file of 11 bytes; at most 10 are read");
  std::filesystem::resize_file(folder / "a", 1ULL << 40);
  CHECK(refusal(folder / "a") == "file of 1099511627776 bytes; at most 1000 are read");
}

TEST_CASE("what is no regular file is refused and never waited for", "[data][file]") {
  const TempFolder folder;
  REQUIRE(mkfifo((folder / "fifo.jpg").c_str(), 0600) == 0);
  CHECK(refusal(folder / "fifo.jpg") == "not a regular file (a FIFO)");
  CHECK(refusal(folder.path()) == "not a regular file (a folder)");
  CHECK(refusal("/dev/zero") == "not a regular file (a device)");
  std::filesystem::create_symlink("/dev/zero", folder / "zero.jpg");
  CHECK(refusal(folder / "zero.jpg") == "not a regular file (a device)");
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder / "socket").c_str(), sizeof(address.sun_path) - 1);
  REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  CHECK(refusal(folder / "socket") == "not a regular file (a socket)");
  close(listener);
}

TEST_CASE("files that are not there are refused", "[data][file]") {
  const TempFolder folder;
  CHECK(refusal(folder / "none") == "no such file");
  CHECK(refusal("") == "no such file");
  std::filesystem::create_symlink("nowhere", folder / "dangling");
  CHECK(refusal(folder / "dangling") == "a link to a file that is not there");
  std::filesystem::create_symlink("loop", folder / "loop");
  CHECK(refusal(folder / "loop") == "a link that leads back to itself");
  write_file(folder / "a", {1});
  CHECK(refusal(folder / "a/b") == "no such file");
  CHECK_THAT(refusal(folder / std::string(300, 'n')), Contains("cannot be opened ("));
  CHECK(refusal(std::string("a\0b", 3)) == "the path holds a zero byte");
}

TEST_CASE("a file without permission is refused", "[data][file]") {
  if (geteuid() == 0) {
    WARN("skipped: root may read everything");
    return;
  }
  const TempFolder folder;
  write_file(folder / "a", {1});
  std::filesystem::permissions(folder / "a", std::filesystem::perms::none);
  CHECK(refusal(folder / "a") == "no permission to read it");
}

TEST_CASE("a file that is longer than it said is refused", "[data][file]") {
  // Files of /proc say 0 bytes and hold more.
  CHECK(refusal("/proc/self/status") == "file changed while it was read (0 bytes at first)");
}
