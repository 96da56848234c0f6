#include "host/store/store.hpp"

#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/layout.hpp"
#include "host/store/process_mark.hpp"
#include "host/store/verify.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace tlhost::engine {

Store::Store(std::string folder)
    : folder_(std::move(folder)), verified_(std::make_shared<VerifiedFiles>()) {}

Store Store::open(const std::string& folder) {
  open_layout(folder);
  return Store(folder);
}

std::string Store::key_of(const boost::json::value& key) {
  kind_of(key);
  return sha256_hex(canonical_json(key));
}

std::string Store::kind_of(const boost::json::value& key) {
  const auto* object = key.if_object();
  const auto* kind = object != nullptr ? object->if_contains("kind") : nullptr;
  const auto* text = kind != nullptr ? kind->if_string() : nullptr;
  const std::string spelt = text != nullptr ? std::string(text->data(), text->size()) : "";
  const auto slash = std::min(spelt.find('/'), spelt.size());
  const std::string name = spelt.substr(0, slash);
  const std::string revision = spelt.substr(std::min(slash + 1, spelt.size()));
  const bool number = !revision.empty() && revision[0] != '0' &&
                      revision.find_first_not_of("0123456789") == std::string::npos;
  if (!is_kind(name) || !number) {
    throw std::invalid_argument("a key needs \"kind\": \"<name>/<revision>\", found \"" + spelt +
                                "\"");
  }
  return name;
}

Draft Store::begin(const boost::json::value& key) const {
  Draft draft;
  draft.kind = kind_of(key);
  draft.key_json = canonical_json(key);
  draft.key = sha256_hex(draft.key_json);
  const std::string start = folder_ + "/work/" + draft.key + "." + process_mark() + "-";
  for (int counter = 0;; ++counter) {
    draft.work = start + std::to_string(counter);
    if (make_folder(draft.work)) {
      break;
    }
  }
  draft.folder = draft.work + "/out";
  make_folder(draft.folder);
  return draft;
}

void Store::discard(const Draft& draft) const noexcept {
  try {
    std::error_code ignored;  // what stays is removed by sweep()
    std::filesystem::remove_all(draft.work, ignored);
  } catch (...) {  // no memory for a path: the same
  }
}

std::string Store::scan_cache(const std::string& identity) const {
  return folder_ + "/scan/" + sha256_hex(identity) + ".json";
}

void Store::tell(const std::string& warning) const {
  if (warn) {
    warn(warning);
  }
}

}  // namespace tlhost::engine
