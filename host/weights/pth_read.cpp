#include "host/weights/pth.hpp"
#include "host/weights/pth_tensors.hpp"
#include "host/weights/storage_types.hpp"
#include "host/weights/zip_entry.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace tlhost::engine {
namespace {

constexpr std::string_view kMagic{"\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10};
constexpr int kLegacyProtocol = 1001;

std::uint64_t most_copied(const InputFile& file) {
  return kPlainUnpacked + kMaxUnpackedTimes * file.size();
}

PthFile read_group(const Pickle& pickle, StorageReader::Fill fill, const InputFile& file) {
  PthFile result;
  const TensorGroup group = choose_group(find_tensor_groups(pickle), result.others);
  result.place = group.place;
  result.tensors = StorageReader(pickle, std::move(fill), most_copied(file)).run(group);
  return result;
}

// ---- zip

class ZipReader {
 public:
  explicit ZipReader(const InputFile& file) : file_(file) {
    for (ZipEntry& entry : read_zip_directory(file)) {
      std::string name = entry.name;
      entries_.emplace(std::move(name), std::move(entry));
    }
    find_prefix();
  }

  PthFile run() {
    check_version();
    const ZipEntry& entry = entries_.at(prefix_ + "data.pkl");
    if (entry.size > kMaxPickleBytes) {
      throw DataError("entry \"" + entry.name + "\" has " + std::to_string(entry.size) +
                      " bytes, at most " + std::to_string(kMaxPickleBytes) + " are read");
    }
    const std::string bytes = take(entry);
    PthFile result;
    try {
      const Pickle pickle = read_pickle(bytes);
      if (pickle.end != bytes.size()) {
        throw DataError("bytes follow its end");
      }
      result = read_group(
          pickle,
          [this](std::string_view key, void* to, std::uint64_t size) { fill(key, to, size); },
          file_);
    } catch (const DataError& error) {
      throw DataError("entry \"" + entry.name + "\": " + error.what());
    }
    for (const auto& [name, other] : entries_) {
      if (taken_.count(name) == 0) {
        verify_entry(file_, other);
      }
    }
    return result;
  }

 private:
  void find_prefix() {
    constexpr std::string_view kPickle = "data.pkl";
    std::vector<std::string> found;
    for (const auto& [name, entry] : entries_) {
      const std::size_t slash = name.rfind('/');
      const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
      if (name.substr(folder.size()) == kPickle) {
        found.push_back(folder);
      }
    }
    const bool program = std::any_of(entries_.begin(), entries_.end(), [](const auto& entry) {
      const std::string& name = entry.first;
      return name.find("/code/") != std::string::npos || name == "constants.pkl" ||
             (name.size() > 14 && name.compare(name.size() - 14, 14, "/constants.pkl") == 0);
    });
    if (program) {
      throw DataError(
          "this is a TorchScript program, not weights; save its state_dict() in Python");
    }
    if (found.size() != 1) {
      throw DataError("this is a zip archive, but not one of torch.save: it has " +
                      std::to_string(found.size()) +
                      " entries \"data.pkl\", expected one; save the model's state_dict()");
    }
    prefix_ = found[0];
  }

  std::string take(const ZipEntry& entry) {
    taken_.insert(entry.name);
    return unpack_entry(file_, entry);
  }

  /// A small entry as text, without the end of its line.
  std::string small(const std::string& name) {
    const auto found = entries_.find(prefix_ + name);
    constexpr std::uint64_t kSmall = 64;
    if (found == entries_.end() || found->second.size > kSmall) {
      return "";
    }
    std::string text = take(found->second);
    text.erase(text.find_last_not_of("\r\n") + 1);
    return text;
  }

  void check_version() {
    const std::string version = small("version");
    const bool known =
        version == "10" || (version.size() == 1 && version[0] >= '1' && version[0] <= '9');
    if (!known) {
      throw DataError("entry \"" + prefix_ + "version\" says \"" + version.substr(0, 16) +
                      "\"; versions 1 to 10 are read");
    }
    if (const std::string order = small("byteorder"); !order.empty() && order != "little") {
      throw DataError("its numbers are not little-endian; save it again on a usual machine");
    }
  }

  void fill(std::string_view key, void* to, std::uint64_t bytes) {
    const auto found = entries_.find(prefix_ + "data/" + std::string(key));
    if (found == entries_.end()) {
      throw DataError("the storage \"data/" + std::string(key.substr(0, 64)) +
                      "\" is not in the file");
    }
    if (found->second.size != bytes) {
      throw DataError("the storage \"data/" + std::string(key) + "\" has " +
                      std::to_string(found->second.size) + " bytes, expected " +
                      std::to_string(bytes));
    }
    if (to != nullptr) {
      taken_.insert(found->first);
      unpack_entry(file_, found->second, to);
    }
  }

  const InputFile& file_;
  std::map<std::string, ZipEntry> entries_;
  std::set<std::string> taken_;
  std::string prefix_;
};

// ---- legacy

struct Place {
  std::uint64_t begin = 0, bytes = 0;
};

/// Of one element of a storage; 0 if its class is not known.
std::uint64_t element_bytes(const PickleStorage& storage) {
  const auto type = storage_type(storage.type);
  return type ? c10::elementSize(*type) : 0;
}

/// Where the storages lie: for each key of the list a count of elements and the bytes.
std::map<std::string, Place> places_of(const InputFile& file,
                                       const Pickle& pickle,
                                       const Pickle& keys) {
  std::map<std::string_view, const PickleStorage*> storages;
  for (const PickleStorage& storage : pickle.storages) {
    storages.emplace(storage.key, &storage);
  }
  std::map<std::string, Place> places;
  std::uint64_t at = keys.end;
  for (const PickleIndex index : keys.at(keys.root).items) {
    const std::string key(keys.at(index).text.substr(0, 64));
    const auto found = storages.find(key);
    if (found == storages.end() || element_bytes(*found->second) == 0) {
      throw DataError("the file lists a storage \"" + key + "\" that no known tensor has");
    }
    std::int64_t numel = 0;
    if (file.size() - at < sizeof(numel)) {
      throw DataError("the file ends before the storage \"" + key + "\"; fetch it again");
    }
    file.read_at(at, &numel, sizeof(numel));
    at += sizeof(numel);
    const std::uint64_t size = element_bytes(*found->second);
    if (numel != found->second->numel || static_cast<std::uint64_t>(numel) > file.size() ||
        static_cast<std::uint64_t>(numel) * size > file.size() - at) {
      throw DataError("byte " + std::to_string(at) + ": the storage \"" + key + "\" has " +
                      std::to_string(numel) + " elements, expected " +
                      std::to_string(found->second->numel) + ", and " +
                      std::to_string(file.size() - at) + " bytes are left; fetch the file again");
    }
    if (!places.emplace(key, Place{at, static_cast<std::uint64_t>(numel) * size}).second) {
      throw DataError("the storage \"" + key + "\" stands twice");
    }
    at += static_cast<std::uint64_t>(numel) * size;
  }
  if (at != file.size()) {
    throw DataError("byte " + std::to_string(at) + ": bytes follow the last storage");
  }
  return places;
}

void check_magic(const Pickle& magic) {
  if (magic.at(magic.root).kind != PickleKind::wide || magic.at(magic.root).text != kMagic) {
    throw DataError("this is a pickle, but not one of torch.save; save the model's state_dict()");
  }
}

void check_system(const Pickle& protocol, const Pickle& system) {
  if (protocol.at(protocol.root).number != kLegacyProtocol) {
    throw DataError("its protocol is not " + std::to_string(kLegacyProtocol));
  }
  const PickleValue& facts = system.at(system.root);
  for (std::size_t i = 0; i + 1 < facts.items.size(); i += 2) {
    if (system.at(facts.items[i]).text == "little_endian" &&
        system.at(facts.items[i + 1]).number != 1) {
      throw DataError("its numbers are not little-endian; save it again on a usual machine");
    }
  }
}

}  // namespace

PthFile read_pth_zip(const InputFile& file) { return ZipReader(file).run(); }

PthFile read_pth_legacy(const InputFile& file) {
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), kMaxPickleBytes)),
                    '\0');
  file.read_at(0, bytes.data(), bytes.size());
  const Pickle magic = read_pickle(bytes);
  check_magic(magic);
  const Pickle protocol = read_pickle(bytes, magic.end);
  const Pickle system = read_pickle(bytes, protocol.end);
  check_system(protocol, system);
  const Pickle pickle = read_pickle(bytes, system.end);
  const Pickle keys = read_pickle(bytes, pickle.end);
  const auto places = places_of(file, pickle, keys);
  const auto fill = [&](std::string_view key, void* to, std::uint64_t size) {
    const auto found = places.find(std::string(key));
    if (found == places.end() || found->second.bytes != size) {
      throw DataError("the storage \"" + std::string(key.substr(0, 64)) +
                      "\" is not in the file, or has another size");
    }
    if (to != nullptr) {
      file.read_at(found->second.begin, to, static_cast<std::size_t>(size));
    }
  };
  return read_group(pickle, fill, file);
}

}  // namespace tlhost::engine
