#include "host/scan/stat_cache.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <tlhost/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

constexpr std::int64_t kLongAgo = 1'000'000'000'000'000'000;  // 2001, in nanoseconds

Look some_look() {
  Look look;
  look.numbers[0] = -127;
  look.numbers[62] = 3;
  return look;
}

RememberedRecord some_record() {
  return {{.size = 1234, .inode = 77, .modified_ns = kLongAgo, .changed_ns = kLongAgo + 1},
          std::string(64, 'a'),
          640,
          480,
          3,
          {std::string(64, 'b'), some_look()}};
}

/// A cache of one record that was written and read again.
StatCache reread(const std::string& path, const std::string& id, const RememberedRecord& record) {
  StatCache cache(path);
  cache.remember(id, record);
  cache.save();
  return StatCache(path);
}

bool knows_anything(const std::string& text) {
  const TempFolder folder;
  put_bytes(folder / "c.json", text);
  return StatCache(folder / "c.json").find("a", some_record().stamp) != nullptr;
}

}  // namespace

TEST_CASE("what is remembered is found again", "[scan][cache]") {
  const TempFolder folder;
  const RememberedRecord record = some_record();
  const StatCache cache = reread(folder / "c.json", "a/b.png", record);
  const RememberedRecord* found = cache.find("a/b.png", record.stamp);
  REQUIRE(found != nullptr);
  CHECK(found->stamp == record.stamp);
  CHECK(found->sha256 == record.sha256);
  CHECK(found->width == 640);
  CHECK(found->height == 480);
  CHECK(found->channels == 3);
  CHECK(found->identity == record.identity);
  CHECK(cache.find("a/c.png", record.stamp) == nullptr);
}

TEST_CASE("extreme numbers of a stamp survive", "[scan][cache]") {
  const TempFolder folder;
  RememberedRecord record = some_record();
  record.stamp = {UINT64_MAX, UINT64_MAX - 1, INT64_MIN, -1};
  CHECK(reread(folder / "c.json", "a", record).find("a", record.stamp) != nullptr);
}

TEST_CASE("a file whose stamp differs in anything is unknown", "[scan][cache]") {
  const TempFolder folder;
  const StatCache cache = reread(folder / "c.json", "a", some_record());
  FileStamp size = some_record().stamp, inode = size, modified = size, changed = size;
  ++size.size;
  ++inode.inode;
  ++modified.modified_ns;
  --changed.changed_ns;
  for (const FileStamp& stamp : {size, inode, modified, changed}) {
    CHECK(cache.find("a", stamp) == nullptr);
  }
}

TEST_CASE("a file that has just changed is not kept", "[scan][cache]") {
  const TempFolder folder;
  put_bytes(folder / "fresh.png", "bytes");
  const FileStamp fresh = stamp_of(folder / "fresh.png");
  CHECK(is_racy(fresh));
  RememberedRecord record = some_record();
  record.stamp = fresh;
  CHECK(reread(folder / "c.json", "a", record).find("a", fresh) == nullptr);
  // An old time of change alone says nothing: copies keep it, and it can be
  // set.
  FileStamp set_back = fresh;
  set_back.modified_ns = kLongAgo;
  CHECK(is_racy(set_back));
  set_back.changed_ns = kLongAgo;
  CHECK_FALSE(is_racy(set_back));
}

TEST_CASE("a file of the future is not kept", "[scan][cache]") {
  FileStamp stamp = some_record().stamp;
  stamp.modified_ns = INT64_MAX;
  CHECK(is_racy(stamp));
}

TEST_CASE("a drawn image has no file and is kept", "[scan][cache]") {
  const TempFolder folder;
  CHECK(stamp_of("") == FileStamp{});
  CHECK_FALSE(is_racy(FileStamp{}));
  RememberedRecord record = some_record();
  record.stamp = {};
  CHECK(reread(folder / "c.json", "a", record).find("a", FileStamp{}) != nullptr);
}

TEST_CASE("what was not remembered this time is forgotten", "[scan][cache]") {
  const TempFolder folder;
  reread(folder / "c.json", "a", some_record());
  const StatCache cache = reread(folder / "c.json", "b", some_record());
  CHECK(cache.find("a", some_record().stamp) == nullptr);
  CHECK(cache.find("b", some_record().stamp) != nullptr);
}

TEST_CASE("bad samples are remembered by their names alone", "[scan][cache]") {
  const TempFolder folder;
  StatCache cache(folder / "c.json");
  cache.remember("a", some_record());
  cache.remember("b", some_record());
  cache.remember_bad("b");
  cache.remember_bad("caf\xe9.png");
  CHECK_FALSE(cache.was_bad("b"));  // not before it is read again
  cache.save();
  StatCache again(folder / "c.json");
  CHECK(again.was_bad("b"));
  CHECK(again.was_bad("caf\xe9.png"));
  CHECK_FALSE(again.was_bad("a"));
  CHECK(again.find("a", some_record().stamp) != nullptr);
  CHECK(again.find("b", some_record().stamp) == nullptr);
  again.save();
  CHECK_FALSE(StatCache(folder / "c.json").was_bad("b"));
}

TEST_CASE("a damaged cache counts as empty", "[scan][cache]") {
  const TempFolder folder;
  reread(folder / "c.json", "a", some_record());
  const std::string good = bytes_of(folder / "c.json");
  REQUIRE(knows_anything(good));
  CHECK_FALSE(knows_anything(""));
  CHECK_FALSE(knows_anything("[]"));
  CHECK_FALSE(knows_anything("{}"));
  CHECK_FALSE(knows_anything(R"({"records":3})"));
  CHECK_FALSE(knows_anything(R"({"records":{"a":[1234,77]}})"));
  CHECK_FALSE(knows_anything(R"({"records":{"a":["1234",77,0,0,"x",1,1,1]}})"));
  for (std::size_t size = 0; size < good.size(); size += 7) {
    CHECK_FALSE(knows_anything(good.substr(0, size)));
  }
  CHECK(StatCache(folder / "missing.json").find("a", some_record().stamp) == nullptr);
  CHECK(StatCache(folder.path()).find("a", some_record().stamp) == nullptr);
}

TEST_CASE("a name that is not UTF-8 costs no other its place", "[scan][cache]") {
  const TempFolder folder;
  StatCache cache(folder / "c.json");
  cache.remember("a.png", some_record());
  cache.remember("caf\xe9.png", some_record());
  cache.save();
  const StatCache again(folder / "c.json");
  CHECK(again.find("a.png", some_record().stamp) != nullptr);
  CHECK(again.find("caf\xe9.png", some_record().stamp) != nullptr);
}

TEST_CASE("a stamp tells every change of a file", "[scan][cache]") {
  const TempFolder folder;
  put_bytes(folder / "a", "12345");
  const FileStamp before = stamp_of(folder / "a");
  CHECK(before.size == 5);
  CHECK(before == stamp_of(folder / "a"));
  const timespec times[2] = {{1, 0}, {1, 500}};
  REQUIRE(utimensat(AT_FDCWD, (folder / "a").c_str(), times, 0) == 0);
  CHECK(stamp_of(folder / "a").modified_ns == 1'000'000'500);
  REQUIRE(std::rename((folder / "a").c_str(), (folder / "b").c_str()) == 0);
  put_bytes(folder / "a", "12345");
  CHECK(stamp_of(folder / "a").inode != before.inode);
}

TEST_CASE("a file that is not there has no stamp", "[scan][cache]") {
  CHECK_THROWS_AS(stamp_of("/nowhere/a.png"), tlhost::DataError);
  CHECK_THROWS_WITH(stamp_of("/nowhere/a.png"), "No such file or directory");
}
