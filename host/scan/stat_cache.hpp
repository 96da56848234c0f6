#pragma once
#include "host/data/record_table.hpp"
#include "host/scan/identities.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace tlhost::engine {

/// A file as the system describes it without reading: equal stamps, equal bytes.
struct FileStamp {
  std::uint64_t size = 0, inode = 0;
  std::int64_t modified_ns = 0, changed_ns = 0;
  bool operator==(const FileStamp&) const = default;
};

/// What is remembered of a record.
struct RememberedRecord {
  FileStamp stamp;
  std::string sha256;
  std::int32_t width = 0, height = 0, channels = 0;
  Identity identity = {};  ///< of the decoded image
};

/// <store>/scan/<...>.json: record id -> what its bytes were, and the ids of bad samples.  Only a
/// cache: a damaged one counts as empty.
class StatCache {
 public:
  explicit StatCache(const std::string& path);
  /// What is known of a record, or null where its stamp differs.
  const RememberedRecord* find(const std::string& id, const FileStamp& stamp) const;

  void remember(const std::string& id, const RememberedRecord& record) { next_[id] = record; }

  /// Whether the record could not be read last time: it is tried again, alone.
  bool was_bad(const std::string& id) const { return bad_.count(id) != 0; }

  void remember_bad(const std::string& id) {
    next_.erase(id);
    next_bad_.insert(id);
  }

  /// Writes what was remembered since; forgets the rest.
  void save() const;

 private:
  std::string path_;
  std::map<std::string, RememberedRecord> known_, next_;
  std::set<std::string> bad_, next_bad_;
};

/// The stamp of a file; all zero for "" (a drawn image).  Errors: DataError without the
/// path if it is not there.
FileStamp stamp_of(const std::string& path);
/// A file that changed in the last two seconds may change again within the same time stamp.
bool is_racy(const FileStamp& stamp);

}  // namespace tlhost::engine
