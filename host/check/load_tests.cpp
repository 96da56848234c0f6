#include "host/check/load_tests.hpp"

#include "host/catalog/elf_note.hpp"
#include "host/catalog/handshake.hpp"
#include "host/check/capture.hpp"
#include "host/check/declarations.hpp"
#include "host/check/process_traits.hpp"
#include "host/check/verdicts.hpp"
#include "host/store/digest.hpp"

#include <dlfcn.h>

#include <cmath>
#include <ctime>

namespace tlhost::engine {
namespace {

using Run = std::function<Verdict(const Subject&)>;

/// A test that loads the file, unless the host would not.  fresh: it looks at the loading itself,
/// so the library must not be there already.
Test loading(std::string name, bool fresh, Run run) {
  return {std::move(name), "file", [fresh, run = std::move(run)](const Subject& subject) {
            if (const auto refused = refuse_before_loading(subject.path)) {
              return verdict::skip("it is not loaded: " + refused->reason);
            }
            void* const loaded = dlopen(subject.path.c_str(), RTLD_NOW | RTLD_NOLOAD);
            if (fresh && loaded != nullptr) {
              return verdict::skip("it is loaded already, as all tests share this process");
            }
            return run(subject);
          }};
}

/// Loads it and lets it list its components, which is all that may happen before it is used.
void load(const Subject& subject) { declarations_of(open_plugin(subject.path)); }

Test leaves_alone(const ProcessTrait& trait) {
  return loading("loading leaves " + trait.name + " alone", true, [trait](const Subject& subject) {
    const auto before = trait.read();
    load(subject);
    const std::string changed = difference(trait, before);
    return changed.empty() ? verdict::pass() : verdict::fail(changed);
  });
}

Verdict prints_nothing(const Subject& subject) {
  const Capture capture;
  load(subject);
  const std::string printed = capture.text();
  return printed.empty() ? verdict::pass() : verdict::fail("it prints \"" + printed + "\"");
}

/// Processor time, which is the plugin's own doing whatever else the machine does.
Verdict is_quick(const Subject& subject) {
  constexpr double kMost = 0.2;
  const std::clock_t start = std::clock();
  load(subject);
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  return took <= kMost ? verdict::pass()
                       : verdict::warn("it takes " + std::to_string(std::lround(took * 1000)) +
                                       " ms, at every start of every tlhost that finds it");
}

Verdict descriptor_equals_note(const Subject& subject) {
  const auto note = read_elf(subject.path).note;
  const tlhost_plugin& plugin = open_plugin(subject.path);
  std::vector<std::string> complaints;
  const auto compare = [&](const char* what, const std::string& noted, const char* described) {
    const std::string other = described == nullptr ? "nothing" : described;
    if (noted != other) {
      complaints.push_back(std::string("the note's ") + what + " is \"" + noted +
                           "\", the descriptor's \"" + other + "\"");
    }
  };
  const auto version = [](int major, int minor) {
    return std::to_string(major) + "." + std::to_string(minor);
  };
  compare("id", note->plugin_id, plugin.id);
  compare("version", note->plugin_version, plugin.version);
  compare("ABI tag", note->abi_tag, plugin.abi_tag);
  compare("SDK",
          version(note->sdk_major, note->sdk_minor),
          version(plugin.sdk_major, plugin.sdk_minor).c_str());
  return verdict::of(complaints);
}

Verdict has_source_hash(const Subject& subject) {
  const char* source = open_plugin(subject.path).source;
  const std::string hash = source == nullptr ? "" : source;
  if (hash.empty()) {
    return verdict::warn(
        "it carries no hash of its sources, so every build of it counts as another plugin and no "
        "result is shared between them");
  }
  return is_sha256(hash) ? verdict::pass()
                         : verdict::fail("its hash of its sources is \"" + hash +
                                         "\"; expected a SHA-256 in lower-case hex");
}

}  // namespace

std::vector<Test> load_tests() {
  std::vector<Test> tests{
      loading("it loads with all its symbols at once",
              false,
              [](const Subject& subject) {
                open_plugin(subject.path);
                return verdict::pass();
              }),
      loading("its descriptor says what its note says", false, &descriptor_equals_note),
      loading("it carries a hash of its sources", false, &has_source_hash),
      loading("loading takes less than 200 ms of processor time", true, &is_quick),
      loading("loading prints nothing", true, &prints_nothing)};
  for (const ProcessTrait& trait : process_traits()) {
    tests.push_back(leaves_alone(trait));
  }
  return tests;
}

}  // namespace tlhost::engine
