#include "host/check/dataset_parts.hpp"
#include "host/check/listed.hpp"
#include "host/check/verdicts.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

// A folder lists its entries in whatever order the file system keeps them.  Two copies of the data
// are made, one forwards and one backwards, where a file system lists them in different orders;
// the dataset must not tell them apart.

namespace tlhost::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 64u << 20;
constexpr std::size_t kMostFiles = 4000;

/// A folder that goes when the test ends.
class Place {
 public:
  explicit Place(const std::string& folder)
      : path_(folder + "/tlhost-check-" + std::to_string(getpid())) {
    fs::create_directories(path_);
  }

  ~Place() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

bool is_small(const fs::path& root) {
  std::size_t files = 0;
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    std::error_code error;
    const std::uintmax_t size = entry.is_regular_file(error) ? entry.file_size(error) : 0;
    bytes += error ? 0 : size;
    if (++files > kMostFiles || bytes > kMostBytes) {
      return false;
    }
  }
  return true;
}

void copy_tree(const fs::path& from, const fs::path& to, bool backwards) {
  fs::create_directories(to);
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(from)) {
    entries.push_back(entry.path());
  }
  std::sort(entries.begin(), entries.end());
  if (backwards) {
    std::reverse(entries.begin(), entries.end());
  }
  for (const fs::path& entry : entries) {
    if (fs::is_directory(entry)) {
      copy_tree(entry, to / entry.filename(), backwards);
    } else {
      fs::copy_file(entry, to / entry.filename());
    }
  }
}

std::string raw_order(const fs::path& root) {
  std::string order;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    order += fs::relative(entry.path(), root).string() + "\n";
  }
  return order;
}

/// The subject's arguments with each folder replaced by its copy below `place`.
Arguments copied(const Subject& subject,
                 const std::map<std::string, std::string>& folders,
                 const std::string& place,
                 bool backwards) {
  Arguments arguments = subject.arguments;
  for (const auto& [name, folder] : folders) {
    const std::string copy = place + (backwards ? "/backwards/" : "/forwards/") + name;
    copy_tree(folder, copy, backwards);
    arguments[name] = copy;
  }
  return arguments;
}

bool orders_differ(const std::map<std::string, std::string>& folders, const std::string& place) {
  return std::any_of(folders.begin(), folders.end(), [&](const auto& folder) {
    return raw_order(place + "/forwards/" + folder.first) !=
           raw_order(place + "/backwards/" + folder.first);
  });
}

Listed list_with(const Subject& subject, const Arguments& arguments) {
  const Loaded<Dataset> dataset = make_dataset(subject, arguments);
  return list(*dataset, *subject.context);
}

Verdict run(const Subject& subject, Dataset&, const Listed&) {
  std::map<std::string, std::string> folders;  // by parameter
  for (const ParameterFacts& parameter : subject.entry->facts.parameters) {
    const auto found = subject.arguments.find(parameter.name);
    const auto* path =
        found == subject.arguments.end() ? nullptr : std::get_if<std::string>(&found->second);
    if (parameter.type == ParameterType::path && path != nullptr && fs::is_directory(*path)) {
      if (!is_small(*path)) {
        return verdict::skip(*path + " is too large to be copied; give --config a smaller one");
      }
      folders[parameter.name] = *path;
    }
  }
  if (folders.empty()) {
    return verdict::skip("it reads no folder");
  }
  for (const std::string& base : {subject.scratch, std::string("/dev/shm")}) {
    if (access(base.c_str(), W_OK) != 0) {
      continue;
    }
    const Place place(base);
    const Arguments forwards = copied(subject, folders, place.path(), false);
    const Arguments backwards = copied(subject, folders, place.path(), true);
    if (orders_differ(folders, place.path())) {
      const std::string text =
          difference(list_with(subject, forwards), list_with(subject, backwards));
      return text.empty() ? verdict::pass() : verdict::fail(text);
    }
  }
  return verdict::skip("no file system here lists two copies of a folder in different orders");
}

}  // namespace

Test entry_order_test() {
  return dataset_test("the order of a folder's entries plays no part", &run);
}

}  // namespace tlhost::engine
