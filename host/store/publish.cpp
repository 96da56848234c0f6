#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"
#include "host/store/inspection.hpp"
#include "host/store/layout.hpp"
#include "host/store/ledger.hpp"
#include "host/store/manifest.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

// How an artefact appears.  Everything is written and brought to the disk in a private folder,
// manifest.json last; then one rename makes it visible whole.  rename() of a folder onto a folder
// that is not empty fails, so the first one wins without any lock, on network file systems too
// (RENAME_NOREPLACE would ask for more than those give).  A kill before the rename leaves a private
// folder for sweep(); a kill after it leaves a complete artefact.

namespace tlhost::engine {

namespace {

constexpr int kMostAttempts = 100;  // each finds another damaged artefact in the place

void check_facts(const Draft& draft, const PublishFacts& facts) {
  require_kind_and_key(draft.kind, draft.key);
  if (sha256_hex(draft.key_json) != draft.key) {
    throw std::invalid_argument("the key of the draft is not the SHA-256 of its text");
  }
  if (facts.status != "ok" && facts.status != "diverged") {
    throw std::invalid_argument("\"" + facts.status + "\" is not the status of an artefact");
  }
  if (!facts.timing.is_object() || !facts.numeric_class.is_object() || !facts.made_by.is_object()) {
    throw std::invalid_argument("timing, numeric class and made_by are JSON objects");
  }
  for (const auto& input : facts.inputs) {
    require_kind_and_key(input.kind, input.key);
    require_id(input.digest);
  }
  if (!facts.ledger.empty()) {
    require_id(facts.ledger);
  }
}

/// Names of the data files, sorted.
std::vector<std::string> data_files(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool ours = name == kKeyFile || name == kManifestFile || name == kTimingFile;
    if (ours || !is_file_name(name)) {
      throw std::invalid_argument("an artefact cannot have a file \"" + name + "\"");
    }
    names.push_back(name);
  }
  if (error) {
    throw read_refusal(folder, error.value());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Read-only from here on, hashed, on the disk.
ArtefactFile finish_file(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name;
  const Reading reading = open_for_reading(path);
  if (reading.error == EINVAL) {
    throw std::invalid_argument(path + ": " + reading.problem + "; an artefact holds files only");
  }
  if (reading.error != 0) {
    throw read_refusal(path, reading.error);
  }
  if (::fchmod(reading.file.get(), kArtefactFileMode) != 0) {
    throw write_refusal(path, "make it read-only", errno);
  }
  const auto hash = sha256_rest(reading.file);
  if (!hash) {
    throw read_refusal(path, errno);
  }
  if (::fsync(reading.file.get()) != 0) {
    throw write_refusal(path, "bring it to the disk", errno);
  }
  return {
      .name = name, .bytes = static_cast<std::uint64_t>(reading.facts.st_size), .sha256 = *hash};
}

Manifest make_manifest(const Draft& draft, const PublishFacts& facts) {
  Manifest manifest;
  manifest.kind = draft.kind;
  manifest.key = draft.key;
  manifest.status = facts.status;
  manifest.reason = facts.reason;
  manifest.inputs = facts.inputs;
  manifest.base = facts.base;
  manifest.numeric_class = facts.numeric_class;
  manifest.made_by = facts.made_by;
  for (const auto& name : data_files(draft.folder)) {
    manifest.files.push_back(finish_file(draft.folder, name));
  }
  manifest.digest = digest_of(manifest.files);
  return manifest;
}

void write_own_files(const Draft& draft, const Manifest& manifest, const PublishFacts& facts) {
  const auto write = [&](const char* name, const std::string& text) {
    const std::string path = draft.folder + "/" + name;
    if (!write_new_file(path, text, kArtefactFileMode)) {
      throw write_refusal(path, "create it", EEXIST);
    }
  };
  write(kKeyFile, draft.key_json);
  write(kTimingFile, seal(canonical_json(facts.timing)));
  write(kManifestFile, manifest_text(manifest));
  sync_folder(draft.folder);
}

/// The id of a numeric class; "" for results that depend on none.
std::string class_id(const Manifest& manifest) {
  const auto* object = manifest.numeric_class.if_object();
  const auto* id = object != nullptr ? object->if_contains("id") : nullptr;
  return id != nullptr ? canonical_json(*id) : "";
}

std::string files_that_differ(const Manifest& ours, const Manifest& theirs) {
  std::string names;
  const auto missing_in = [&](const Manifest& other, const ArtefactFile& file) {
    return std::find(other.files.begin(), other.files.end(), file) == other.files.end();
  };
  for (const auto& file : ours.files) {
    names += missing_in(theirs, file) ? " " + file.name : "";
  }
  return names.empty() ? " a file is missing" : names;
}

/// Somebody was first: theirs stays, whatever it is.
Refusal not_reproducible(const Manifest& ours, const Artefact& theirs) {
  return Refusal(
      Exit::bug,
      Problem{.code = "STORE-NOT-REPRODUCIBLE",
              .where = theirs.folder,
              .what = "the same key gave other bytes in the same numeric class: digest " +
                      ours.digest + ", stored is " + theirs.manifest.digest +
                      "; different:" + files_that_differ(ours, theirs.manifest),
              .at = "",
              .fix = "a component draws randomness or time that is not its own; the stored one is "
                     "kept, please report this"});
}

Refusal newer_format(const std::string& folder) {
  return Refusal(Exit::output,
                 Problem{.code = "STORE-NEWER",
                         .where = folder,
                         .what = "this artefact has a newer format than this tlhost knows; it is "
                                 "never overwritten",
                         .at = "",
                         .fix = "use the newer tlhost, or another store"});
}

}  // namespace

Artefact Store::publish(const Draft& draft, const PublishFacts& facts) const {
  check_facts(draft, facts);
  Manifest ours = make_manifest(draft, facts);
  write_own_files(draft, ours, facts);
  if (!facts.ledger.empty()) {
    write_ledger_entry(folder_, facts.ledger, draft.key);
  }
  const std::string parent = make_artefact_parent(folder_, draft.kind, draft.key);
  const std::string target = artefact_folder(folder_, draft.kind, draft.key);
  for (int attempt = 0; std::rename(draft.folder.c_str(), target.c_str()) != 0; ++attempt) {
    const bool taken = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR;
    if (!taken || attempt == kMostAttempts) {
      throw write_refusal(target, "put the new artefact in its place", errno);
    }
    // Looking moves a damaged one away, and then the place is free.
    const Inspection theirs = inspect(draft.kind, draft.key);
    if (theirs.newer) {
      throw newer_format(target);
    }
    if (theirs.artefact) {
      const bool equal = theirs.artefact->manifest.digest == ours.digest;
      if (!equal && class_id(theirs.artefact->manifest) == class_id(ours)) {
        throw not_reproducible(ours, *theirs.artefact);
      }
      discard(draft);
      return *theirs.artefact;
    }
  }
  sync_folder(parent);
  discard(draft);
  sync_folder(folder_ + "/work");
  return {.kind = draft.kind, .key = draft.key, .folder = target, .manifest = std::move(ours)};
}

}  // namespace tlhost::engine
