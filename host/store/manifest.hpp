#pragma once
#include "host/store/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost::engine {

/// The newest format of an artefact that this program reads; it writes this one.
constexpr std::int64_t kArtefactFormat = 1;
constexpr const char* kKeyFile = "key.json";
constexpr const char* kManifestFile = "manifest.json";
constexpr const char* kTimingFile = "timing.json";

/// SHA-256 of the sorted lines "name sha256\n".
std::string digest_of(const std::vector<ArtefactFile>& files);

/// The text of manifest.json, sealed.
std::string manifest_text(const Manifest& manifest);

/// What manifest.json says.  Of a newer format only `format` is read.
/// Errors: std::runtime_error with the reason, for a broken seal and for any other form.
Manifest parse_manifest(const std::string& text);

/// An object's canonical text with its own checksum as the first member, so that damage to files
/// that no other file vouches for is found: {"seal":"<SHA-256 of the rest>",...}.  The seal is
/// part of the store's layout: artefacts of every later format have it too.
std::string seal(const std::string& object_text);
/// The object's text again; nothing if the seal does not fit.
std::optional<std::string> unseal(std::string_view text);

}  // namespace tlhost::engine
