#include "host/scan/stat_cache.hpp"

#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::int64_t kFormat = 5;  // changes with what a record is known by
constexpr std::int64_t kSecond = 1000000000;

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * kSecond + time.tv_nsec; }

RememberedRecord from_json(const boost::json::value& json) {
  const auto& list = json.as_array();
  RememberedRecord record;
  record.stamp.size = boost::json::value_to<std::uint64_t>(list.at(0));
  record.stamp.inode = boost::json::value_to<std::uint64_t>(list.at(1));
  record.stamp.modified_ns = boost::json::value_to<std::int64_t>(list.at(2));
  record.stamp.changed_ns = boost::json::value_to<std::int64_t>(list.at(3));
  record.sha256 = boost::json::value_to<std::string>(list.at(4));
  record.width = boost::json::value_to<std::int32_t>(list.at(5));
  record.height = boost::json::value_to<std::int32_t>(list.at(6));
  record.channels = boost::json::value_to<std::int32_t>(list.at(7));
  record.identity.pixels = boost::json::value_to<std::string>(list.at(8));
  record.identity.look = look_from_text(boost::json::value_to<std::string>(list.at(9)));
  return record;
}

}  // namespace

StatCache::StatCache(const std::string& path) : path_(path) {
  try {
    boost::json::parse_options options;
    options.allow_invalid_utf8 = true;  // ids are made of file names, and names are bytes
    const boost::json::value json = boost::json::parse(read_file(path), {}, options);
    if (json.at("format") != kFormat) {
      return;
    }
    for (const auto& [id, record] : json.at("records").as_object()) {
      known_.emplace(std::string(id), from_json(record));
    }
    if (const boost::json::value* bad = json.as_object().if_contains("bad")) {
      for (const boost::json::value& id : bad->as_array()) {
        bad_.emplace(id.as_string());
      }
    }
  } catch (const std::exception&) {
    known_.clear();
    bad_.clear();
  }
}

const RememberedRecord* StatCache::find(const std::string& id, const FileStamp& stamp) const {
  const auto found = known_.find(id);
  return found != known_.end() && found->second.stamp == stamp ? &found->second : nullptr;
}

void StatCache::save() const {
  boost::json::object records;
  for (const auto& [id, r] : next_) {
    if (!is_racy(r.stamp)) {
      records[id] = boost::json::array{r.stamp.size,
                                       r.stamp.inode,
                                       r.stamp.modified_ns,
                                       r.stamp.changed_ns,
                                       boost::json::value(r.sha256),
                                       r.width,
                                       r.height,
                                       r.channels,
                                       boost::json::value(r.identity.pixels),
                                       boost::json::value(look_text(r.identity.look))};
    }
  }
  boost::json::object all{{"format", kFormat}, {"records", std::move(records)}};
  if (!next_bad_.empty()) {
    boost::json::array& bad = all["bad"].emplace_array();
    for (const std::string& id : next_bad_) {
      bad.emplace_back(id);
    }
  }
  write_file_atomically(path_, boost::json::serialize(all));
}

FileStamp stamp_of(const std::string& path) {
  if (path.empty()) {
    return {};
  }

  struct stat facts {};

  if (stat(path.c_str(), &facts) != 0) {
    throw DataError(std::strerror(errno));
  }
  return {static_cast<std::uint64_t>(facts.st_size),
          static_cast<std::uint64_t>(facts.st_ino),
          nanoseconds(facts.st_mtim),
          nanoseconds(facts.st_ctim)};
}

bool is_racy(const FileStamp& stamp) {
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  return std::max(stamp.modified_ns, stamp.changed_ns) > now.count() - 2 * kSecond;
}

}  // namespace tlhost::engine
