#include "host/scan/pixels_writer.hpp"

#include "host/data/view_json.hpp"
#include "host/log/problem.hpp"
#include "host/scan/pixels_key.hpp"
#include "host/store/file_ops.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace tlhost::engine {
namespace {

Refusal disk_refusal(const std::string& path, std::uint64_t bytes) {
  return Refusal(Exit::disk,
                 {"DISK-WRITE",
                  path,
                  std::string("cannot write the pixels: ") + std::strerror(errno),
                  "",
                  "free " + std::to_string(bytes >> 20) + " MiB, or name another \"store\""});
}

}  // namespace

PixelsWriter::PixelsWriter(const Store& store,
                           const std::string& dataset,
                           const View& view,
                           std::size_t rows)
    : store_(store),
      view_(view),
      scratch_(store.begin({{"kind", kPixelsKind}, {"scan of", dataset}, {"view", to_json(view)}})),
      path_(scratch_.folder + "/pixels.u8"),
      rows_(rows) {
  const auto bytes = static_cast<std::uint64_t>(rows) *
                     static_cast<std::uint64_t>(view.size * view.size * view.channels);
  descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  // Asking for the room now turns a full disk into a message before hours of decoding.
  const int failed =
      descriptor_ < 0 ? errno : posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
  if (failed != 0 && failed != EOPNOTSUPP && failed != EINVAL) {
    errno = failed;
    const Refusal refusal = disk_refusal(path_, bytes);
    store_.discard(scratch_);
    throw refusal;
  }
}

PixelsWriter::~PixelsWriter() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
  store_.discard(scratch_);
}

void PixelsWriter::write(std::size_t row, const std::vector<std::uint8_t>& image) {
  const std::size_t offset = row * image.size();
  std::size_t done = 0;
  while (done < image.size()) {
    const ssize_t n = pwrite(
        descriptor_, image.data() + done, image.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno != EINTR) {
      throw disk_refusal(path_, image.size());
    }
    done += n > 0 ? static_cast<std::size_t>(n) : 0;
  }
}

void PixelsWriter::take_out(const std::vector<std::size_t>& rows) {
  std::vector<std::uint8_t> image(
      static_cast<std::size_t>(view_.size * view_.size * view_.channels));
  std::size_t kept = rows.empty() ? rows_ : rows.front(), next = 0;
  for (std::size_t row = kept; row < rows_; ++row) {
    if (next < rows.size() && rows[next] == row) {
      ++next;
      continue;
    }
    for (std::size_t done = 0; done < image.size();) {
      const ssize_t n = pread(descriptor_,
                              image.data() + done,
                              image.size() - done,
                              static_cast<off_t>(row * image.size() + done));
      if (n == 0 || (n < 0 && errno != EINTR)) {
        throw disk_refusal(path_, image.size());
      }
      done += n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    write(kept++, image);
  }
  if (ftruncate(descriptor_, static_cast<off_t>(kept * image.size())) != 0) {
    throw disk_refusal(path_, image.size());
  }
  rows_ = kept;
}

Artefact PixelsWriter::publish(const std::string& images, const std::vector<std::string>& ids) {
  const Draft draft = store_.begin(pixels_key(images, view_));
  std::filesystem::rename(path_, draft.folder + "/pixels.u8");
  std::string rows;
  for (const std::string& id : ids) {
    rows += id + "\n";
  }
  write_file_atomically(draft.folder + "/rows.tsv", rows);
  return store_.publish(draft, {});
}

}  // namespace tlhost::engine
