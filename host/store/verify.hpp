#pragma once
#include "host/store/store.hpp"

#include <array>
#include <map>
#include <string>

namespace tlhost::engine {

/// Hashes of large files that were read in full in this process's life, by (device, inode, size,
/// mtime, ctime): who changes such a file changes its ctime.  A forked child inherits a copy.
struct VerifiedFiles {
  using Identity = std::array<std::int64_t, 7>;
  std::map<Identity, std::string> sha256;
};

enum class Verdict { sound, newer, damaged };

struct Verification {
  Verdict verdict = Verdict::damaged;
  Manifest manifest;   ///< of a sound artefact
  std::string reason;  ///< of a damaged one
};

/// Files above this size are hashed once, not at each look.
constexpr std::uint64_t kHashedEachTime = std::uint64_t{64} << 20;

/// Looks at an artefact in place; `place` names its kind, key and folder.
/// Errors: Refusal(disk) if the system fails to read it, which says nothing about the artefact.
Verification verify_artefact(const Artefact& place, VerifiedFiles& memory);

}  // namespace tlhost::engine
