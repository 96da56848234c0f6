#include "part.hpp"

#include <tlhost/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tlhost {
namespace medmnist {
namespace {

constexpr std::uint64_t kMostRows = 1000000;
constexpr std::uint64_t kSmall = std::uint64_t{64} << 20;  // bytes that are unpacked unasked
constexpr std::uint64_t kMostInflation = 200;              // of images; theirs is about 2

[[noreturn]] void refuse(const std::string& path,
                         const NpzArray& array,
                         const std::string& expected) {
  throw DataError(path + ": " + array.name + ": it is " + array.header.type + " of shape " +
                  shape_text(array.header.shape) + "; expected " + expected);
}

std::size_t bytes_of_whole_number(const std::string& type) {
  for (const std::size_t bytes : {1, 2, 4, 8}) {
    for (const char* kind : {"i", "u"}) {
      const std::string rest = kind + std::to_string(bytes);
      if (type == "<" + rest || (bytes == 1 && type == "|" + rest)) {
        return bytes;
      }
    }
  }
  return 0;
}

std::size_t bytes_of_number(const std::string& type) {
  return type == "<f2" ? 2 : type == "<f4" ? 4 : type == "<f8" ? 8 : bytes_of_whole_number(type);
}

NpzArray image_array(const Npz& npz,
                     const std::string& path,
                     const std::string& name,
                     const MedSet& set,
                     std::uint64_t side) {
  const auto channels = static_cast<std::uint64_t>(set.channels);
  NpzArray images = npz.array(name, &bytes_of_number);
  const std::vector<std::uint64_t>& shape = images.header.shape;
  const std::uint64_t rows = shape.empty() ? 0 : shape[0];
  std::vector<std::uint64_t> expected = {rows, side, side};
  const bool grey = channels == 1 && shape == expected;
  expected.push_back(channels);
  if (images.header.type != "|u1" || (!grey && shape != expected) || rows == 0 ||
      rows > kMostRows) {
    expected[0] = 0;
    if (channels == 1) {
      expected.pop_back();
    }
    const std::string text = shape_text(expected);
    refuse(path,
           images,
           "|u1 (uint8) of shape (1 to " + std::to_string(kMostRows) + text.substr(2) +
               ", as set and size say");
  }
  if (images.bytes > kSmall && images.bytes / kMostInflation > images.packed) {
    throw DataError(path + ": " + name + ": " + std::to_string(images.packed) +
                    " bytes would become " + std::to_string(images.bytes) +
                    "; expected images, which do not shrink so much");
  }
  return images;
}

/// A little-endian number; the sign of signed types.
std::int64_t value_at(const char* at, std::size_t bytes, bool is_signed) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, bytes);
  const auto sign = std::uint64_t{1} << (8 * bytes - 1);
  if (is_signed && bytes < 8 && (value & sign) != 0) {
    value |= ~((sign << 1) - 1);
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace

PartArrays part_arrays(const Npz& npz,
                       const std::string& path,
                       const std::string& part,
                       const MedSet& set,
                       std::uint64_t side) {
  PartArrays arrays;
  arrays.images = image_array(npz, path, part + "_images.npy", set, side);
  arrays.labels = npz.array(part + "_labels.npy", &bytes_of_number);
  arrays.rows = arrays.images.header.shape[0];
  const bool several = set.labelling == Labelling::multilabel;
  const std::vector<std::uint64_t> expected = {arrays.rows, several ? set.classes.size() : 1};
  const std::vector<std::uint64_t>& shape = arrays.labels.header.shape;
  const bool flat = !several && shape == std::vector<std::uint64_t>{arrays.rows};
  if (bytes_of_whole_number(arrays.labels.header.type) == 0 || (shape != expected && !flat)) {
    refuse(path,
           arrays.labels,
           "whole numbers of shape " + shape_text(expected) + ", one row an image");
  }
  return arrays;
}

std::vector<std::vector<std::int32_t>> read_labels(const Npz& npz,
                                                   const std::string& path,
                                                   const PartArrays& part,
                                                   const MedSet& set) {
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(part.labels.bytes));
  npz.read(part.labels, [&bytes](const char* piece, std::size_t n) { bytes.append(piece, n); });
  const std::size_t size = bytes_of_whole_number(part.labels.header.type);
  const bool is_signed = part.labels.header.type[1] == 'i';
  const bool several = set.labelling == Labelling::multilabel;
  const std::size_t columns = several ? set.classes.size() : 1;
  const auto most = static_cast<std::int64_t>(several ? 2 : set.classes.size());
  std::vector<std::vector<std::int32_t>> labels(static_cast<std::size_t>(part.rows));
  for (std::size_t i = 0; i < labels.size() * columns; ++i) {
    const std::int64_t value = value_at(bytes.data() + i * size, size, is_signed);
    if (value < 0 || value >= most) {
      throw DataError(path + ": " + part.labels.name + ": row " + std::to_string(i / columns) +
                      " has " + std::to_string(value) + "; expected 0 to " +
                      std::to_string(most - 1));
    }
    if (!several) {
      labels[i].push_back(static_cast<std::int32_t>(value));
    } else if (value == 1) {
      labels[i / columns].push_back(static_cast<std::int32_t>(i % columns));
    }
  }
  return labels;
}

UnpackedImages::UnpackedImages(const Npz& npz, const NpzArray& images, const std::string& folder)
    : folder_(folder) {
  if (folder_.empty()) {
    memory_.reserve(static_cast<std::size_t>(images.bytes));
  } else {
    file_ = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file_ < 0) {
      std::string name = folder_ + "/images.XXXXXX";  // where the file system has no O_TMPFILE
      file_ = ::mkostemp(name.data(), O_CLOEXEC);
      if (file_ < 0) {
        throw ResourceError(folder_ + ": cannot make a file here: " + std::strerror(errno));
      }
      ::unlink(name.c_str());
    }
  }
  npz.read(images, [this](const char* bytes, std::size_t count) { write(bytes, count); });
}

UnpackedImages::~UnpackedImages() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

void UnpackedImages::write(const char* bytes, std::size_t count) {
  if (file_ < 0) {
    memory_.insert(memory_.end(), bytes, bytes + count);
    return;
  }
  while (count > 0) {
    const ::ssize_t written = ::write(file_, bytes, count);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      throw ResourceError(folder_ + ": cannot write the unpacked images: " + std::strerror(errno));
    }
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
}

void UnpackedImages::read(std::uint64_t first, std::vector<std::uint8_t>& out) const {
  if (file_ < 0) {
    std::memcpy(out.data(), memory_.data() + first, out.size());
    return;
  }
  for (std::size_t got = 0; got < out.size();) {
    const ::ssize_t step =
        ::pread(file_, out.data() + got, out.size() - got, static_cast<::off_t>(first + got));
    if (step < 0 && errno == EINTR) {
      continue;
    }
    if (step <= 0) {
      throw ResourceError(folder_ + ": cannot read the unpacked images: " + std::strerror(errno));
    }
    got += static_cast<std::size_t>(step);
  }
}

}  // namespace medmnist
}  // namespace tlhost
