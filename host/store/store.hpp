#pragma once
#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// An artefact that went into another: which one, and which bytes it had.
struct ArtefactInput {
  std::string kind = {}, key = {}, digest = {};
  bool operator==(const ArtefactInput&) const = default;
};

struct ArtefactFile {
  std::string name = {};
  std::uint64_t bytes = 0;
  std::string sha256 = {};
  bool operator==(const ArtefactFile&) const = default;
};

/// manifest.json of an artefact.
struct Manifest {
  std::int64_t format = 1;
  std::string kind = {}, key = {};
  std::string status = "ok";  ///< ok | diverged
  std::string reason = {};    ///< of diverged
  std::vector<ArtefactInput> inputs = {};
  std::string base =
      {};  ///< fit key whose weights this artefact's are a difference to; may be empty
  std::vector<ArtefactFile> files = {};  ///< sorted by name
  std::string digest = {};               ///< SHA-256 of the sorted lines "name sha256\n"
  boost::json::value numeric_class = {}, made_by = {};  ///< "class" and "made_by" in the file
};

/// A published artefact: immutable.
struct Artefact {
  std::string kind = {}, key = {}, folder = {};
  Manifest manifest = {};

  std::string path(const std::string& file) const { return folder + "/" + file; }
};

/// An artefact under construction: write files into `folder`, then Store::publish it.
struct Draft {
  std::string kind = {}, key = {}, key_json = {};
  std::string work = {};    ///< <store>/work/<key>.<nonce>
  std::string folder = {};  ///< <work>/out
};

/// What publish() is told beside the files.
struct PublishFacts {
  std::string status = "ok", reason = {}, base = {};
  std::vector<ArtefactInput> inputs = {};
  boost::json::value numeric_class = boost::json::object(), made_by = boost::json::object();
  boost::json::value timing =
      boost::json::object();  ///< timing.json: never compared, not in the digest
  std::string ledger = {};    ///< predict: the test images id; the ledger entry is written first
};

struct VerifiedFiles;

/// Content-addressed artefacts in a folder: <store>/<kind>/<k2>/<key>/.  Correctness comes from
/// immutable keys and atomic publish, first wins.  Safe against kills at any point and against
/// other processes doing the same.
/// Threads: one at a time; children forked at any moment go on with it (no locks, no open files).
/// Errors of all members: Refusal(disk) with path and reason for full disks and read or write
/// errors; std::invalid_argument for kinds, keys and ids that are none.
class Store {
 public:
  /// Opens or creates.  Errors: Refusal(output) if the folder cannot be created or written, or has
  /// a newer layout.
  static Store open(const std::string& folder);

  const std::string& folder() const { return folder_; }

  /// SHA-256 of the canonical text of `key`, an object with a member "kind": "<name>/<revision>".
  static std::string key_of(const boost::json::value& key);
  /// "<name>" of "kind": "<name>/<revision>".
  static std::string kind_of(const boost::json::value& key);

  /// The artefact, verified (its key, manifest, timing, file sizes, and hashes: files up to 64 MiB
  /// each time, larger ones once in this process's life), or nothing.  A damaged one is moved to
  /// <store>/bad and `warn` is told.  One of a newer format counts as absent and stays.
  std::optional<Artefact> find(const std::string& kind, const std::string& key) const;

  Draft begin(const boost::json::value& key) const;
  /// fsyncs and makes read-only every file, writes key.json, timing.json and manifest.json (last),
  /// renames.  If somebody was first with the same digest or in another numeric class, theirs is
  /// returned; with another digest and the same class: Refusal(bug) STORE-NOT-REPRODUCIBLE.  In
  /// the place of an artefact of a newer format: Refusal(output) STORE-NEWER.
  /// After an error the draft can only be discarded.
  Artefact publish(const Draft& draft, const PublishFacts& facts) const;
  void discard(const Draft& draft) const noexcept;

  /// Removes what processes that are gone (same boot of the same host, pid not alive) left in
  /// progress.  What cannot be removed is told to `warn`.
  void sweep() const;

  /// Where the stat cache of a dataset lies: <store>/scan/<SHA-256(identity)>.json.
  std::string scan_cache(const std::string& identity) const;
  /// How often predictions were made on a test set: entries in its ledger.
  std::size_t ledger_entries(const std::string& test_images) const;

  std::function<void(const std::string&)> warn = {};  ///< may be empty

 private:
  struct Inspection;

  explicit Store(std::string folder);
  Inspection inspect(const std::string& kind, const std::string& key) const;
  bool quarantine(const Artefact& place, const std::string& reason) const;
  void tell(const std::string& warning) const;

  std::string folder_;
  std::shared_ptr<VerifiedFiles> verified_;
};

}  // namespace tlhost::engine
