#pragma once
#include <string>
#include <string_view>

namespace tlhost::engine {

/// Modes are set, never left to the umask: files of an artefact are read-only, folders stay
/// writable for their owner because a read-only one cannot be moved to another parent.
constexpr unsigned kArtefactFileMode = 0444;
constexpr unsigned kFolderMode = 0700;

/// Makes <folder> a store (store.json and the fixed folders) or checks that it is one we know.
/// Errors: Refusal(output) STORE-LAYOUT, or OUTPUT-NOT-WRITABLE; Refusal(disk).
void open_layout(const std::string& folder);

/// <store>/<kind>/<k2>/<key>, where k2 is the first two digits of the key.
std::string artefact_folder(const std::string& store,
                            const std::string& kind,
                            const std::string& key);
/// Makes and makes durable what lies above artefact_folder(); returns that folder's parent.
std::string make_artefact_parent(const std::string& store,
                                 const std::string& kind,
                                 const std::string& key);

/// mkdir with kFolderMode; false if it was there.  Errors: Refusal(disk).
bool make_folder(const std::string& path);

/// A word that names a kind: [a-z][a-z0-9_]*, none of the store's own folders.
bool is_kind(std::string_view text);
/// A name that a file of an artefact may have: [A-Za-z0-9_-][A-Za-z0-9_.-]*.
bool is_file_name(std::string_view text);
/// Errors: std::invalid_argument, for these come from our own code and become paths.
void require_kind_and_key(const std::string& kind, const std::string& key);
/// Errors: std::invalid_argument if `id` is not a SHA-256.
void require_id(const std::string& id);

}  // namespace tlhost::engine
