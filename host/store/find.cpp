#include "host/store/file_ops.hpp"
#include "host/store/inspection.hpp"
#include "host/store/layout.hpp"
#include "host/store/verify.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

namespace tlhost::engine {

namespace {

/// What a name stands for; nothing if it stands for nothing.  Errors: Refusal(disk).
std::optional<struct stat> entry_at(const std::string& path) {
  struct stat facts {};

  if (::lstat(path.c_str(), &facts) == 0) {
    return facts;
  }
  if (errno != ENOENT && errno != ENOTDIR) {
    throw read_refusal(path, errno);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Artefact> Store::find(const std::string& kind, const std::string& key) const {
  return inspect(kind, key).artefact;
}

Store::Inspection Store::inspect(const std::string& kind, const std::string& key) const {
  require_kind_and_key(kind, key);
  Artefact place{
      .kind = kind, .key = key, .folder = artefact_folder(folder_, kind, key), .manifest = {}};
  while (const auto before = entry_at(place.folder)) {
    Verification seen = verify_artefact(place, *verified_);
    if (seen.verdict == Verdict::newer) {
      return {.newer = true, .artefact = std::nullopt};
    }
    if (seen.verdict == Verdict::sound) {
      place.manifest = std::move(seen.manifest);
      return {.newer = false, .artefact = std::move(place)};
    }
    // Another process may have moved it while we looked, and even have put a sound one in its
    // place; only what we looked at is moved.
    const auto now = entry_at(place.folder);
    if (now && now->st_ino == before->st_ino && quarantine(place, seen.reason)) {
      return {};
    }
  }
  return {};
}

bool Store::quarantine(const Artefact& place, const std::string& reason) const {
  make_folder(folder_ + "/bad");
  const std::string start = folder_ + "/bad/" + place.kind + "-" + place.key + "-";
  for (int counter = 0;; ++counter) {
    const std::string target = start + std::to_string(counter);
    if (entry_at(target)) {
      continue;
    }
    if (std::rename(place.folder.c_str(), target.c_str()) == 0) {
      tell("the store's artefact " + place.folder + " is damaged (" + reason +
           "); it was moved to " + target + " and is computed again");
      return true;
    }
    if (errno == ENOENT) {
      return false;  // somebody else was faster
    }
    if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR && errno != EISDIR) {
      throw write_refusal(place.folder, "move this damaged artefact away", errno);
    }
  }
}

}  // namespace tlhost::engine
