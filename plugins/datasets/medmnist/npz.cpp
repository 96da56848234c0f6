#include "npz.hpp"

#include <tlhost/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <string_view>

namespace tlhost {
namespace medmnist {
namespace {

constexpr std::int64_t kMostMembers = 64;

bool is_regular(const std::string& path) {
  struct ::stat facts {};

  return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

std::string text_of(::zip_error_t& error) {
  std::string text = ::zip_error_strerror(&error);
  ::zip_error_fini(&error);
  return text;
}

/// A member's name as it may be shown.
std::string shown(std::string name) {
  for (char& c : name) {
    c = c < ' ' || c > '~' ? '?' : c;
  }
  return name.substr(0, 100);
}

}  // namespace

void Npz::Close::operator()(::zip* archive) const { ::zip_discard(archive); }

/// A member that is read from its beginning.
class Npz::Member {
 public:
  Member(const Npz& npz, const std::string& name) : npz_(npz), name_(name) {
    ::zip_stat_init(&facts_);
    const bool known = ::zip_stat(npz.archive_.get(), name.c_str(), 0, &facts_) == 0 &&
                       (facts_.valid & ZIP_STAT_SIZE) != 0 &&
                       (facts_.valid & ZIP_STAT_COMP_SIZE) != 0;
    if (!known) {
      npz.refuse(name, "it is not there");
    }
    if (facts_.encryption_method != ZIP_EM_NONE) {
      npz.refuse(name, "it is encrypted");
    }
    if (facts_.comp_method != ZIP_CM_STORE && facts_.comp_method != ZIP_CM_DEFLATE) {
      npz.refuse(name, "it is neither stored nor deflated");
    }
    file_ = ::zip_fopen(npz.archive_.get(), name.c_str(), 0);
    if (file_ == nullptr) {
      npz.refuse(name, ::zip_strerror(npz.archive_.get()));
    }
  }

  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  ~Member() { ::zip_fclose(file_); }

  std::uint64_t size() const { return facts_.size; }

  std::uint64_t packed() const { return facts_.comp_size; }

  /// Up to `count` bytes; fewer at the end of the member only, where its checksum is compared.
  std::size_t read(char* to, std::size_t count) {
    std::size_t got = 0;
    while (got < count) {
      const std::int64_t step = ::zip_fread(file_, to + got, count - got);
      if (step < 0) {
        npz_.refuse(name_, ::zip_error_strerror(::zip_file_get_error(file_)));
      }
      if (step == 0) {
        break;
      }
      got += static_cast<std::size_t>(step);
    }
    return got;
  }

 private:
  const Npz& npz_;
  const std::string& name_;
  ::zip_stat_t facts_{};
  ::zip_file_t* file_ = nullptr;
};

void Npz::refuse(const std::string& name, const std::string& what) const {
  throw DataError(path_ + ": " + shown(name) + ": " + what);
}

Npz::Npz(const std::string& path) : path_(path) {
  if (!is_regular(path)) {
    throw DataError(path + ": it is not a regular file");
  }
  int code = 0;
  archive_.reset(::zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive_) {
    ::zip_error_t error;
    ::zip_error_init_with_code(&error, code);
    throw DataError(path + ": it cannot be read as a .npz file, a zip archive: " + text_of(error));
  }
  const std::int64_t members = ::zip_get_num_entries(archive_.get(), 0);
  if (members > kMostMembers) {
    throw DataError(path + ": it has " + std::to_string(members) + " members; expected at most " +
                    std::to_string(kMostMembers));
  }
  for (std::int64_t i = 0; i < members; ++i) {
    const char* name = ::zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr) {
      throw DataError(path + ": a member has no name");
    }
    const std::string_view text(name);
    if (text.find_first_of("/\\") != std::string_view::npos) {
      refuse(name, "a member with a folder in its name; expected arrays, as train_images.npy");
    }
    if (std::find(names_.begin(), names_.end(), text) != names_.end()) {
      refuse(name, "two members have this name");
    }
    names_.emplace_back(text);
  }
}

NpzArray Npz::array(const std::string& name,
                    const std::function<std::size_t(const std::string& type)>& value_bytes) const {
  Member member(*this, name);
  NpzArray array;
  array.name = name;
  array.packed = member.packed();
  try {
    std::string head(kNpyPreamble, '\0');
    head.resize(member.read(head.data(), head.size()));
    const std::size_t start = npy_start(head);
    const std::size_t more = start > head.size() ? start - head.size() : 0;
    const std::size_t got = head.size();
    head.resize(got + more);
    head.resize(got + member.read(head.data() + got, more));
    array.header = parse_npy(head);
    const std::size_t bytes = value_bytes(array.header.type);
    if (bytes == 0) {
      throw DataError("its values are of type \"" + shown(array.header.type) + "\"");
    }
    if (__builtin_mul_overflow(values_of(array.header), bytes, &array.bytes)) {
      throw DataError("its shape is beyond 2^64 bytes");
    }
  } catch (const DataError& error) {
    const std::string text = error.what();
    throw DataError(text.rfind(path_, 0) == 0 ? text : path_ + ": " + name + ": " + text);
  }
  if (member.size() < array.header.start || member.size() - array.header.start != array.bytes) {
    refuse(name,
           "its shape " + shape_text(array.header.shape) + " needs " + std::to_string(array.bytes) +
               " bytes, and it has " +
               std::to_string(member.size() - std::min(member.size(), array.header.start)));
  }
  return array;
}

void Npz::read(const NpzArray& array, const Sink& sink) const {
  constexpr std::size_t kPiece = 1 << 20;
  Member member(*this, array.name);
  std::vector<char> piece(kPiece);
  std::uint64_t left = array.header.start + array.bytes, skip = array.header.start;
  while (left > 0) {
    const auto asked = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece));
    const std::size_t got = member.read(piece.data(), asked);
    if (got == 0) {
      refuse(array.name, "it ends " + std::to_string(left) + " bytes too early");
    }
    const auto header = static_cast<std::size_t>(std::min<std::uint64_t>(skip, got));
    sink(piece.data() + header, got - header);
    skip -= header;
    left -= got;
  }
  if (member.read(piece.data(), 1) != 0) {  // where it ends, its checksum is compared
    refuse(array.name, "more bytes come out of it than the archive says");
  }
}

}  // namespace medmnist
}  // namespace tlhost
