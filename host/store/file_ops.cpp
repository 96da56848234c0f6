#include "host/store/file_ops.hpp"

#include "host/store/process_mark.hpp"

#include <tlhost/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace tlhost::engine {

namespace {

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Descriptor open_again(const std::string& path, int flags, unsigned mode = 0) {
  int number = -1;
  do {
    number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (number < 0 && errno == EINTR);
  return Descriptor(number);
}

/// Creates a file with a name that nobody else has; `path` becomes its path.  Not open: errno.
Descriptor open_temp(const std::string& folder, std::string& path) {
  const std::string start = folder + "/.tmp-" + process_mark() + "-";
  for (int counter = 0;; ++counter) {
    path = start + std::to_string(counter);
    Descriptor file = open_again(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (file.is_open() || errno != EEXIST) {
      return file;
    }
  }
}

}  // namespace

Refusal write_refusal(const std::string& path, const std::string& action, int error) {
  Problem problem{
      .code = "DISK-WRITE",
      .where = path,
      .what = "cannot " + action + ": " + error_words(error),
      .at = "",
      .fix = "look at the disk and the rights of this folder; what was there is untouched"};

  struct statvfs facts {};

  if ((error == ENOSPC || error == EDQUOT) && ::statvfs(folder_of(path).c_str(), &facts) == 0) {
    problem.what += "; " + std::to_string(facts.f_bavail * facts.f_frsize) + " bytes are free";
    problem.fix = "free space or raise the quota, then start again: finished work is kept";
  }
  return Refusal(Exit::disk, std::move(problem));
}

Refusal read_refusal(const std::string& path, int error) {
  return Refusal(Exit::disk,
                 Problem{.code = "DISK-READ",
                         .where = path,
                         .what = "cannot be read: " + error_words(error),
                         .at = "",
                         .fix = "look at the disk and the rights of this file"});
}

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  std::string temp;
  file_ = open_temp(folder_of(path_), temp);
  if (!file_.is_open()) {
    throw write_refusal(path_, "create a file beside it", errno);
  }
  temp_ = std::move(temp);
}

AtomicFile::~AtomicFile() {
  if (!temp_.empty()) {
    ::unlink(temp_.c_str());
  }
}

void AtomicFile::append(std::string_view bytes) {
  if (const int error = write_fully(file_, bytes); error != 0) {
    throw write_refusal(path_, "write " + std::to_string(bytes.size()) + " bytes", error);
  }
}

bool AtomicFile::sync() { return ::fsync(file_.get()) == 0; }

void AtomicFile::commit() {
  if (!sync()) {
    throw write_refusal(path_, "bring it to the disk", errno);
  }
  if (const int error = file_.close(); error != 0) {
    throw write_refusal(path_, "close it", error);
  }
  if (::rename(temp_.c_str(), path_.c_str()) != 0) {
    throw write_refusal(path_, "put the new file in its place", errno);
  }
  temp_.clear();
  sync_folder(folder_of(path_));
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  {
    AtomicFile file(path);
    file.append(bytes);
    if (file.sync()) {
      file.commit();
      return;
    }
  }
  // The pages of a failed fsync are lost, but not ours: one fresh attempt on another file.
  AtomicFile file(path);
  file.append(bytes);
  file.commit();
}

bool write_new_file(const std::string& path, std::string_view bytes, unsigned mode) {
  Descriptor file = open_again(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!file.is_open()) {
    if (errno == EEXIST) {
      return false;
    }
    throw write_refusal(path, "create it", errno);
  }
  int error = write_fully(file, bytes);
  if (error == 0 && (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0)) {
    error = errno;
  }
  const int close_error = file.close();
  error = error != 0 ? error : close_error;
  if (error != 0) {
    ::unlink(path.c_str());
    throw write_refusal(path, "write " + std::to_string(bytes.size()) + " bytes", error);
  }
  return true;
}

void sync_folder(const std::string& path) {
  const Descriptor folder = open_again(path, O_RDONLY | O_DIRECTORY);
  // EINVAL: a file system that knows no fsync of folders; there is nothing more to be done there.
  if (!folder.is_open() || (::fsync(folder.get()) != 0 && errno != EINVAL)) {
    throw write_refusal(path, "bring this folder to the disk", errno);
  }
}

std::string read_file(const std::string& path) {
  const Reading reading = open_for_reading(path);
  if (reading.error != 0) {
    throw DataError(path + ": cannot be read: " + reading.problem);
  }
  // One byte more than is said to be there: the end is seen without a second piece of memory.
  std::string bytes(static_cast<std::size_t>(reading.facts.st_size) + 1, '\0');
  std::size_t size = 0;
  while (true) {
    const auto count = read_fully(reading.file, bytes.data() + size, bytes.size() - size);
    if (count < 0) {
      throw DataError(path + ": cannot be read: " + error_words(errno));
    }
    size += static_cast<std::size_t>(count);
    if (size < bytes.size()) {
      bytes.resize(size);
      return bytes;
    }
    bytes.resize(size + 4096);
  }
}

void ensure_writable_folder(const std::string& path) {
  const auto refuse = [&](const std::string& why) -> Refusal {
    return Refusal(Exit::output,
                   Problem{.code = "OUTPUT-NOT-WRITABLE",
                           .where = path,
                           .what = "no file can be written in this folder: " + why,
                           .at = "",
                           .fix = "choose another folder, or mend its rights"});
  };
  if (path.empty()) {
    throw refuse("its name is empty");
  }
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    throw refuse(error.message());
  }
  std::string probe;
  Descriptor file = open_temp(path, probe);
  if (!file.is_open()) {
    throw refuse(error_words(errno));
  }
  const int write_error = write_fully(file, "probe");
  const int close_error = file.close();
  ::unlink(probe.c_str());
  if (write_error != 0 || close_error != 0) {
    throw refuse(error_words(write_error != 0 ? write_error : close_error));
  }
}

}  // namespace tlhost::engine
