#include "host/scan/disk_need.hpp"

#include "host/log/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <limits>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

constexpr std::uint64_t kMebi = 1U << 20U;

/// 1,000 images of 224 x 224 x 3 and of 64 x 64 x 1: 154,624,000 bytes.
DiskNeed some_need() { return {"skin", "/store", 1000, {{224, "pad", 3}, {64, "pad", 1}}}; }

}  // namespace

TEST_CASE("the room of pixels is one byte a value of every view", "[scan][disk]") {
  CHECK(some_need().bytes() == 154'624'000);
  CHECK(DiskNeed{"skin", "/store", 3'000'000'000, {{1024, "pad", 3}}}.bytes() ==
        9'437'184'000'000'000);
  CHECK(DiskNeed{}.bytes() == 0);
}

TEST_CASE("the room is said before it is needed", "[scan][disk]") {
  CHECK(disk_text(some_need(), 2000 * kMebi) ==
        "dataset skin: 1000 images to decode, at 224 x 224 x 3 and 64 x 64 x 1: 148 MiB of pixels, "
        "2000 MiB are free in /store");
}

TEST_CASE("what does not fit on the disk is refused", "[scan][disk]") {
  const DiskNeed need = some_need();
  CHECK_NOTHROW(refuse_what_does_not_fit(need, need.bytes()));
  const Refusal refusal = refusal_of([&] { refuse_what_does_not_fit(need, need.bytes() - 1); });
  CHECK(refusal.exit() == Exit::disk);
  CHECK(first(refusal).code == "DISK-ROOM");
  CHECK(first(refusal).where == "/store");
  CHECK(first(refusal).at == "/datasets/skin");
  CHECK(first(refusal).fix.rfind("free 1 MiB, ", 0) == 0);
}

TEST_CASE("a folder that does not say what is free stops nothing", "[scan][disk]") {
  const TempFolder folder;
  CHECK(free_bytes_of(folder.path()) > 0);
  CHECK(free_bytes_of(folder / "nowhere") == std::numeric_limits<std::uint64_t>::max());
}
