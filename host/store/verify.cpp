#include "host/store/verify.hpp"

#include "host/store/descriptor.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"
#include "host/store/manifest.hpp"

#include <boost/json/parse.hpp>

#include <cerrno>
#include <new>
#include <stdexcept>

namespace tlhost::engine {

namespace {

/// Why an artefact cannot be used; ends the look at it.
struct Damage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Opens a file of an artefact: that it is missing or no file is damage, all else is trouble with
/// the machine.
Reading open_part(const Artefact& place, const std::string& name) {
  Reading reading = open_for_reading(place.path(name));
  switch (reading.error) {
    case 0:
      return reading;
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case EINVAL:
      throw Damage(name + ": " + reading.problem);
    default:
      throw read_refusal(place.path(name), reading.error);
  }
}

std::string small_file(const Artefact& place, const std::string& name) {
  constexpr std::int64_t kLimit = std::int64_t{16} << 20;
  const Reading reading = open_part(place, name);
  if (reading.facts.st_size > kLimit) {
    throw Damage(name + ": " + std::to_string(reading.facts.st_size) + " bytes, more than " +
                 std::to_string(kLimit));
  }
  std::string text(static_cast<std::size_t>(reading.facts.st_size), '\0');
  const auto count = read_fully(reading.file, text.data(), text.size());
  if (count < 0) {
    throw read_refusal(place.path(name), errno);
  }
  text.resize(static_cast<std::size_t>(count));
  return text;
}

void check_key(const Artefact& place) {
  const std::string text = small_file(place, kKeyFile);
  if (sha256_hex(text) != place.key) {
    throw Damage("key.json does not hash to the name of the folder");
  }
  boost::json::parse_options deep;
  deep.max_depth = 256;  // what hashes to the name is ours: no limit of ours may make it damaged
  if (Store::kind_of(boost::json::parse(text, {}, deep)) != place.kind) {
    throw Damage("key.json is of another kind");
  }
}

VerifiedFiles::Identity identity_of(const struct stat& facts) {
  return {static_cast<std::int64_t>(facts.st_dev),
          static_cast<std::int64_t>(facts.st_ino),
          facts.st_size,
          facts.st_mtim.tv_sec,
          facts.st_mtim.tv_nsec,
          facts.st_ctim.tv_sec,
          facts.st_ctim.tv_nsec};
}

void check_file(const Artefact& place, const ArtefactFile& expected, VerifiedFiles& memory) {
  const Reading reading = open_part(place, expected.name);
  const auto size = static_cast<std::uint64_t>(reading.facts.st_size);
  if (size != expected.bytes) {
    throw Damage(expected.name + ": " + std::to_string(size) + " bytes, expected " +
                 std::to_string(expected.bytes));
  }
  const auto identity = identity_of(reading.facts);
  if (size > kHashedEachTime) {
    const auto known = memory.sha256.find(identity);
    if (known != memory.sha256.end() && known->second == expected.sha256) {
      return;
    }
  }
  const auto found = sha256_rest(reading.file);
  if (!found) {
    throw read_refusal(place.path(expected.name), errno);
  }
  if (*found != expected.sha256) {
    throw Damage(expected.name + ": its bytes hash to " + *found + ", expected " + expected.sha256);
  }
  if (size > kHashedEachTime) {
    memory.sha256[identity] = *found;
  }
}

Verification look_at(const Artefact& place, VerifiedFiles& memory) {
  Manifest manifest = parse_manifest(small_file(place, kManifestFile));
  if (manifest.format > kArtefactFormat) {
    return {.verdict = Verdict::newer, .manifest = {}, .reason = ""};
  }
  if (manifest.kind != place.kind || manifest.key != place.key) {
    throw Damage("manifest.json is of another artefact");
  }
  check_key(place);
  if (!unseal(small_file(place, kTimingFile))) {
    throw Damage("timing.json does not fit its own checksum");
  }
  for (const auto& file : manifest.files) {
    check_file(place, file, memory);
  }
  return {.verdict = Verdict::sound, .manifest = std::move(manifest), .reason = ""};
}

}  // namespace

Verification verify_artefact(const Artefact& place, VerifiedFiles& memory) {
  try {
    return look_at(place, memory);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const Refusal&) {
    throw;
  } catch (const std::exception& damage) {  // Damage, and whatever a parser throws
    return {.verdict = Verdict::damaged, .manifest = {}, .reason = damage.what()};
  }
}

}  // namespace tlhost::engine
