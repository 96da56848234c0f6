#include "host/catalog/trust.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <string>
#include <system_error>

namespace tlhost::engine {
namespace {

constexpr int kMostLinks = 40;  // as the kernel allows

std::string mode_text(mode_t mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) {
    text += static_cast<char>('0' + ((mode >> static_cast<unsigned>(shift)) & 7U));
  }
  return text;
}

RejectedPlugin refusal(const std::string& reason, const std::string& remedy) {
  return {"", "trust", reason, remedy + ", or run with --insecure-plugins"};
}

/// One entry of the way to the file.
std::optional<RejectedPlugin> refuse_entry(const std::string& path, const struct stat& facts) {
  if (facts.st_uid != 0 && facts.st_uid != geteuid()) {
    return refusal(path + " belongs to user " + std::to_string(facts.st_uid) +
                       ", neither to root nor to you (user " + std::to_string(geteuid()) +
                       "), who could change what runs",
                   "copy the plugin into a folder of your own");
  }
  const bool group = (facts.st_mode & S_IWGRP) != 0 && !is_own_group(facts.st_gid);
  const bool others = group || (facts.st_mode & S_IWOTH) != 0;
  const bool sticky = S_ISDIR(facts.st_mode) && (facts.st_mode & S_ISVTX) != 0;
  if (!others || sticky || S_ISLNK(facts.st_mode)) {  // a link's own mode means nothing
    return std::nullopt;
  }
  const char* who =
      (facts.st_mode & S_IWOTH) != 0 ? "every user of this machine" : "every member of its group";
  return refusal(path + " can be written by " + who + " (mode " + mode_text(facts.st_mode) + ")",
                 "chmod go-w " + path);
}

/// Walks a path from its root, following links, as the kernel does.
class Way {
 public:
  explicit Way(const std::filesystem::path& path) { put_in_front(path); }

  std::optional<RejectedPlugin> check() {
    if (auto refused = check_entry()) {
      return refused;  // of the root
    }
    while (!left_.empty()) {
      const std::filesystem::path name = left_.front();
      left_.pop_front();
      if (name == "..") {
        at_ = at_.parent_path();
      } else if (!name.empty() && name != ".") {
        at_ /= name;
        if (auto refused = check_entry()) {
          return refused;
        }
      }
    }
    return std::nullopt;
  }

 private:
  void put_in_front(const std::filesystem::path& path) {
    const std::filesystem::path names = path.relative_path();
    left_.insert(left_.begin(), names.begin(), names.end());
    at_ = path.is_absolute() ? "/" : at_;
  }

  std::optional<RejectedPlugin> check_entry() {
    struct stat facts {};

    if (lstat(at_.c_str(), &facts) != 0) {
      left_.clear();  // not there: the checks of the file say so
      return std::nullopt;
    }
    if (auto refused = refuse_entry(at_.string(), facts)) {
      return refused;
    }
    if (S_ISLNK(facts.st_mode)) {
      return follow();
    }
    return std::nullopt;
  }

  std::optional<RejectedPlugin> follow() {
    std::error_code error;
    const std::filesystem::path target = std::filesystem::read_symlink(at_, error);
    if (error || ++links_ > kMostLinks) {
      left_.clear();
      return std::nullopt;
    }
    at_ = at_.parent_path();
    put_in_front(target);
    return std::nullopt;
  }

  std::filesystem::path at_ = "/";
  std::deque<std::filesystem::path> left_;
  int links_ = 0;
};

}  // namespace

bool is_own_group(gid_t group) {
  const passwd* const user = geteuid() == 0 ? nullptr : getpwuid(geteuid());
  if (user == nullptr) {
    return false;
  }
  const std::string name = user->pw_name;
  const ::group* const own = getgrgid(group);
  bool alone = own != nullptr && name == own->gr_name;
  for (char** member = alone ? own->gr_mem : nullptr; alone && *member != nullptr; ++member) {
    alone = name == *member;
  }
  return alone;
}

std::optional<RejectedPlugin> refuse_untrusted(const std::string& path) {
  std::error_code error;
  // Not normalised by text: "a/../b" goes through a, which may be a link.
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  auto refused = Way(whole).check();
  if (refused) {
    refused->path = path;
  }
  return refused;
}

}  // namespace tlhost::engine
