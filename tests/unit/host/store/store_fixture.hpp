#pragma once
#include "host/log/problem.hpp"
#include "host/store/file_ops.hpp"
#include "host/store/store.hpp"

#include <boost/json/value.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace tlhost::test {

inline boost::json::value some_key(int seed = 0) {
  return {{"kind", "fit/1"}, {"seed", seed}, {"lr", 0.1}};
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void put_bytes(const std::string& path, const std::string& bytes) {
  std::remove(path.c_str());
  std::ofstream(path, std::ios::binary) << bytes;
}

/// Names in a folder, sorted.
inline std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

inline engine::Artefact publish_text(const engine::Store& store,
                                     const boost::json::value& key,
                                     const std::string& text,
                                     const engine::PublishFacts& facts = {}) {
  const auto draft = store.begin(key);
  engine::write_file_atomically(draft.folder + "/weights.safetensors", text);
  engine::write_file_atomically(draft.folder + "/history.csv", "epoch,loss\n1,0.5\n");
  return store.publish(draft, facts);
}

/// Exit status of `body` in a child; -1 if it did not exit by itself.
inline int exit_of_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    int status = 99;
    try {
      status = body();
    } catch (...) {
    }
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// The Refusal that `body` throws; a Refusal with the code "NONE" if it throws none.
inline engine::Refusal refusal_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const engine::Refusal& refusal) {
    return refusal;
  }
  return engine::Refusal(
      engine::Exit::done,
      engine::Problem{.code = "NONE", .where = "", .what = "", .at = "", .fix = ""});
}

inline const engine::Problem& first(const engine::Refusal& refusal) {
  return refusal.problems().front();
}

}  // namespace tlhost::test
