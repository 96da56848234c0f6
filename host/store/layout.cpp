#include "host/store/layout.hpp"

#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>

namespace tlhost::engine {

namespace {

constexpr std::int64_t kLayout = 1;
constexpr std::array<std::string_view, 5> kFixedFolders = {
    "bad", "ledger", "scan", "trash", "work"};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Refusal layout_refusal(const std::string& path, const std::string& what, const std::string& fix) {
  return Refusal(
      Exit::output,
      Problem{.code = "STORE-LAYOUT", .where = path, .what = what, .at = "", .fix = fix});
}

std::string new_store_text() {
  std::array<unsigned char, 16> noise{};
  if (RAND_bytes(noise.data(), noise.size()) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes for the id of a store");
  }
  const std::string id =
      sha256_hex({reinterpret_cast<const char*>(noise.data()), noise.size()}).substr(0, 32);
  return canonical_json({{"layout", kLayout}, {"mode", "private"}, {"id", id}}) + "\n";
}

void check_store_file(const std::string& path) {
  const std::string other = "choose another store, or the tlhost that made this one";
  boost::system::error_code error;
  const auto value = boost::json::parse(read_file(path), error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* layout = object != nullptr ? object->if_contains("layout") : nullptr;
  const auto* mode = object != nullptr ? object->if_contains("mode") : nullptr;
  if (layout == nullptr || !layout->is_int64() || mode == nullptr || !mode->is_string()) {
    throw layout_refusal(path, "this is not the description of a store", "restore it, or " + other);
  }
  if (layout->get_int64() != kLayout) {
    throw layout_refusal(path,
                         "the store has layout " + std::to_string(layout->get_int64()) +
                             "; this tlhost knows layout " + std::to_string(kLayout),
                         other);
  }
  if (mode->get_string() != "private") {
    throw layout_refusal(path,
                         "the store has mode \"" + std::string(mode->get_string().c_str()) +
                             "\"; this tlhost knows \"private\"",
                         other);
  }
}

}  // namespace

void open_layout(const std::string& folder) {
  std::error_code ignored;
  const bool was_there = std::filesystem::exists(folder, ignored);
  ensure_writable_folder(folder);
  if (!was_there && ::chmod(folder.c_str(), kFolderMode) != 0) {
    throw write_refusal(folder, "set its mode", errno);
  }
  const std::string description = folder + "/store.json";
  if (!std::filesystem::exists(description, ignored)) {
    // Two processes may both do this: each writes a whole file, and nothing depends on the id yet.
    write_file_atomically(description, new_store_text());
  }
  try {
    check_store_file(description);
  } catch (const DataError& error) {
    throw layout_refusal(description, error.what(), "mend its rights, or choose another store");
  }
  for (const auto name : kFixedFolders) {
    make_folder(folder + "/" + std::string(name));
  }
}

std::string artefact_folder(const std::string& store,
                            const std::string& kind,
                            const std::string& key) {
  return store + "/" + kind + "/" + key.substr(0, 2) + "/" + key;
}

std::string make_artefact_parent(const std::string& store,
                                 const std::string& kind,
                                 const std::string& key) {
  const std::string kind_folder = store + "/" + kind;
  const std::string parent = kind_folder + "/" + key.substr(0, 2);
  if (make_folder(kind_folder)) {
    sync_folder(store);
  }
  if (make_folder(parent)) {
    sync_folder(kind_folder);
  }
  return parent;
}

bool make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), kFolderMode) != 0) {
    struct stat facts {};

    if (errno == EEXIST && ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode)) {
      return false;
    }
    throw write_refusal(path, "make this folder", errno);
  }
  if (::chmod(path.c_str(), kFolderMode) != 0) {
    throw write_refusal(path, "set the mode of this folder", errno);
  }
  return true;
}

bool is_kind(std::string_view text) {
  const bool spelt =
      !text.empty() && is_lower(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
        return is_lower(c) || is_digit(c) || c == '_';
      });
  const bool taken =
      text == "roots" ||
      std::find(kFixedFolders.begin(), kFixedFolders.end(), text) != kFixedFolders.end();
  return spelt && !taken;
}

bool is_file_name(std::string_view text) {
  const auto allowed = [](char c) {
    return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= 200 && text[0] != '.' &&
         std::all_of(text.begin(), text.end(), allowed);
}

void require_kind_and_key(const std::string& kind, const std::string& key) {
  if (!is_kind(kind)) {
    throw std::invalid_argument("\"" + kind + "\" is not the name of a kind of artefact");
  }
  require_id(key);
}

void require_id(const std::string& id) {
  if (!is_sha256(id)) {
    throw std::invalid_argument("\"" + id + "\" is not a SHA-256 in lower-case hex");
  }
}

}  // namespace tlhost::engine
