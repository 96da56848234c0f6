#include "host/store/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/store/memory_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"
#include "tests/unit/host/store/traced_child.hpp"

#include <sys/syscall.h>

using namespace tlhost::engine;
using namespace tlhost::test;

// Fault injection by tracing: a kill before each call in turn that changes files, from opening the
// store to the end, meets every state that a kill can leave behind.

namespace {

const std::string kImages(64, '1');

/// Opens a store, publishes; exit status as the program's.
int publish_status(const std::string& folder) {
  try {
    publish_text(Store::open(folder), some_key(), "weights", {.ledger = kImages});
    return 0;
  } catch (const Refusal& refusal) {
    return static_cast<int>(refusal.exit());
  }
}

/// The store must hold nothing or a whole artefact, and work as if nothing had happened.
void check_recovery(const std::string& folder) {
  int warnings = 0;
  Store store = Store::open(folder);
  store.warn = [&](const std::string&) { ++warnings; };
  const auto found = store.find("fit", Store::key_of(some_key()));
  REQUIRE((!found || bytes_of(found->path("weights.safetensors")) == "weights"));
  REQUIRE((!found || store.ledger_entries(kImages) == 1));
  publish_text(store, some_key(), "weights", {.ledger = kImages});
  REQUIRE(store.find("fit", Store::key_of(some_key())));
  REQUIRE(store.ledger_entries(kImages) == 1);
  store.sweep();
  REQUIRE(names_in(folder + "/work").empty());
  REQUIRE(names_in(folder) ==
          std::vector<std::string>{"bad", "fit", "ledger", "scan", "store.json", "trash", "work"});
  REQUIRE(names_in(folder + "/bad").empty());
  REQUIRE(warnings == 0);
}

/// The calls by which a process changes what others see in a file system; between two of them
/// every kill leaves the same state.
bool changes_files(long number) {
  const long calls[] = {SYS_openat,
                        SYS_write,
                        SYS_fsync,
                        SYS_rename,
                        SYS_mkdir,
                        SYS_chmod,
                        SYS_fchmod,
                        SYS_close,
                        SYS_unlinkat,
                        SYS_unlink,
                        SYS_rmdir};
  return std::find(std::begin(calls), std::end(calls), number) != std::end(calls);
}

}  // namespace

TEST_CASE("a kill at any step leaves nothing or a whole artefact", "[store][publish][kill]") {
  bool ended = false;
  int kills = 0;
  for (int step = 0; !ended; ++step) {
    const MemoryFolder folder;
    int seen = 0;
    const Traced child =
        run_traced([&] { return publish_status(folder / "s"); },
                   [&](long number, int) {
                     return Fate{.kill = changes_files(number) && seen++ == step, .error = 0};
                   });
    if (!child.possible) {
      WARN("SKIP: this machine does not let a process trace its child");
      return;
    }
    ended = !child.killed;
    kills += child.killed ? 1 : 0;
    INFO("step " << step);
    REQUIRE((child.killed || child.exit_code == 0));
    check_recovery(folder / "s");
  }
  CHECK(kills > 50);
}

TEST_CASE("an error of any step of publishing is a refusal, never a half artefact",
          "[store][publish][disk]") {
  const bool lasting = GENERATE(false, true);
  bool ended = false;
  for (int step = 0; !ended; ++step) {
    const MemoryFolder folder;
    int seen = 0;
    bool reached = false;
    const Traced child = run_traced(
        [&] {
          try {
            return publish_status(folder / "s");
          } catch (...) {
            return 100;
          }
        },
        [&](long number, int) {
          const int ordinal = changes_files(number) ? seen++ : -1;
          const bool fails = ordinal == step || (lasting && ordinal > step);
          reached = reached || fails;
          return Fate{.kill = false, .error = fails ? ENOSPC : 0};
        });
    if (!child.possible) {
      WARN("SKIP: this machine does not let a process trace its child");
      return;
    }
    INFO("step " << step << " exit " << child.exit_code);
    REQUIRE_FALSE(child.killed);
    REQUIRE((child.exit_code == 0 || child.exit_code == 73 || child.exit_code == 74));
    const bool published = !names_in(folder / "").empty() &&
                           Store::open(folder / "s").find("fit", Store::key_of(some_key()));
    REQUIRE((child.exit_code != 0 || published));
    ended = !reached;
    REQUIRE((!ended || child.exit_code == 0));
    check_recovery(folder / "s");
  }
}
