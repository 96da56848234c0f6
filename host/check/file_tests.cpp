#include "host/catalog/elf_exports.hpp"
#include "host/catalog/elf_note.hpp"
#include "host/catalog/handshake.hpp"
#include "host/check/load_tests.hpp"
#include "host/check/verdicts.hpp"

#include <algorithm>
#include <iterator>

namespace tlhost::engine {
namespace {

/// The steps of the handshake, in order, each as a test; the last takes what is left.
struct Step {
  const char* name;
  std::vector<std::string> steps;
};

std::vector<Step> handshake_steps() {
  return {{"it is a whole library for this machine", {"file", "elf"}},
          {"it has the note of a plugin", {"note"}},
          {"it was built with an SDK that this host offers", {"sdk version"}},
          {"it was built with the compiler settings and LibTorch of this host", {"abi tag"}},
          {"it asks for no second LibTorch", {"needed libraries"}},
          {"the host does not refuse it before loading", {}}};
}

std::size_t step_of(const std::string& step) {
  const std::vector<Step> all = handshake_steps();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Step& one) {
    return std::find(one.steps.begin(), one.steps.end(), step) != one.steps.end();
  });
  return std::min<std::size_t>(static_cast<std::size_t>(found - all.begin()), all.size() - 1);
}

Verdict at_step(std::size_t index, const Subject& subject) {
  const auto refused = refuse_before_loading(subject.path);
  const std::size_t at = refused ? step_of(refused->step) : handshake_steps().size();
  if (at == index) {
    return verdict::fail(refused->reason + "; " + refused->remedy);
  }
  return at < index ? verdict::skip("it was refused before that: " + refused->reason)
                    : verdict::pass();
}

/// What is tested of the tables of a library makes sense for libraries only.
Verdict of_library(const Subject& subject, const std::function<Verdict(const Subject&)>& run) {
  const auto refused = refuse_before_loading(subject.path);
  return refused && step_of(refused->step) == 0
             ? verdict::skip("it was refused before that: " + refused->reason)
             : run(subject);
}

Verdict exports_two(const Subject& subject) {
  const ElfExports exports = read_exports(subject.path);
  if (!exports.readable || exports.more) {
    return verdict::fail("its table of symbols cannot be read, or holds thousands");
  }
  const std::vector<std::string> wanted{"tlhost_note_v1", "tlhost_plugin_v1"};
  std::vector<std::string> complaints;
  for (const std::string& name : wanted) {
    if (std::find(exports.names.begin(), exports.names.end(), name) == exports.names.end()) {
      complaints.push_back("it does not offer " + name);
    }
  }
  for (const std::string& name : exports.names) {
    if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) {
      complaints.push_back("it offers " + name + " to every other library");
    }
  }
  return verdict::of(complaints);
}

/// The parts of a list with colons, empty ones too.
std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; !list.empty() && at <= list.size();) {
    const std::size_t end = std::min(list.find(':', at), list.size());
    parts.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Verdict run_path_is_own(const Subject& subject) {
  std::vector<std::string> complaints;
  for (const std::string& folder : parts_of(read_elf(subject.path).run_path)) {
    if (folder.rfind("$ORIGIN", 0) != 0 && folder.rfind("${ORIGIN}", 0) != 0) {
      complaints.push_back(folder.empty()
                               ? "an empty entry, which is whatever folder tlhost is started in"
                               : "\"" + folder + "\"");
    }
  }
  Verdict verdict = verdict::of(complaints);
  if (verdict.status == Status::fail) {
    verdict.text =
        "it looks for libraries in " + verdict.text + "; expected only places below $ORIGIN";
  }
  return verdict;
}

}  // namespace

std::vector<Test> file_tests() {
  std::vector<Test> tests;
  const std::vector<Step> steps = handshake_steps();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    tests.push_back(
        {steps[i].name, "file", [i](const Subject& subject) { return at_step(i, subject); }});
  }
  tests.push_back({"it offers its two symbols and no other", "file", [](const Subject& subject) {
                     return of_library(subject, &exports_two);
                   }});
  tests.push_back({"it looks for libraries beside itself only", "file", [](const Subject& subject) {
                     return of_library(subject, &run_path_is_own);
                   }});
  std::vector<Test> loading = load_tests();
  std::move(loading.begin(), loading.end(), std::back_inserter(tests));
  return tests;
}

}  // namespace tlhost::engine
