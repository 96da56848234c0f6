#include "host/store/ledger.hpp"

#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"
#include "host/store/layout.hpp"
#include "host/store/store.hpp"

#include <boost/json/value.hpp>

#include <cerrno>
#include <filesystem>

namespace tlhost::engine {

namespace {

constexpr std::string_view kSuffix = ".json";

bool is_entry(const std::string& name) {
  return name.size() > kSuffix.size() && name.ends_with(kSuffix) &&
         is_sha256(std::string_view(name).substr(0, name.size() - kSuffix.size()));
}

}  // namespace

void write_ledger_entry(const std::string& store,
                        const std::string& test_images,
                        const std::string& key) {
  const std::string ledger = store + "/ledger";
  const std::string folder = ledger + "/" + test_images;
  if (make_folder(folder)) {
    sync_folder(ledger);
  }
  const std::string text = canonical_json({{"predict", key}, {"test_images", test_images}}) + "\n";
  write_new_file(folder + "/" + key + std::string(kSuffix), text, kArtefactFileMode);
  sync_folder(folder);
}

std::size_t Store::ledger_entries(const std::string& test_images) const {
  require_id(test_images);
  const std::string folder = folder_ + "/ledger/" + test_images;
  std::error_code error;
  std::size_t count = 0;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    count += is_entry(entry->path().filename().string()) ? 1 : 0;
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw read_refusal(folder, error.value());
  }
  return count;
}

}  // namespace tlhost::engine
