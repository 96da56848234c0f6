#include "host/store/file_ops.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/memory_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"
#include "tests/unit/host/store/traced_child.hpp"

#include <tlhost/error.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

/// Exit status of a child: 0 written, else that of the Refusal.
int write_status(const std::string& path, const std::string& bytes) {
  try {
    write_file_atomically(path, bytes);
    return 0;
  } catch (const Refusal& refusal) {
    return static_cast<int>(refusal.exit());
  }
}

bool changes_files(long number) {
  return number == SYS_openat || number == SYS_write || number == SYS_fsync ||
         number == SYS_rename || number == SYS_close;
}

}  // namespace

TEST_CASE("a file is written and replaced as a whole", "[store][files]") {
  const TempFolder folder;
  const std::string bytes = std::string("a\0b\n", 4) + std::string(100000, 'x');
  write_file_atomically(folder / "f", "old");
  write_file_atomically(folder / "f", bytes);
  CHECK(read_file(folder / "f") == bytes);
  write_file_atomically(folder / "f", "");
  CHECK(read_file(folder / "f").empty());
  CHECK(names_in(folder.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("a kill at any step leaves the old file or the new one", "[store][files][kill]") {
  const MemoryFolder folder;
  const std::string old_bytes = "old";
  const std::string new_bytes(10000, 'n');
  bool ended = false;
  for (int step = 0; !ended; ++step) {
    write_file_atomically(folder / "f", old_bytes);
    const Traced child =
        run_traced([&] { return write_status(folder / "f", new_bytes); },
                   [&](long, int ordinal) { return Fate{.kill = ordinal == step}; });
    if (!child.possible) {
      WARN("SKIP: this machine does not let a process trace its child");
      return;
    }
    const std::string found = read_file(folder / "f");
    CHECK((found == old_bytes || found == new_bytes));
    ended = !child.killed;
    CHECK((!ended || (child.exit_code == 0 && found == new_bytes)));
  }
}

TEST_CASE("an error of any step is a refusal and keeps the old file", "[store][files][disk]") {
  const MemoryFolder folder;
  const int error = GENERATE(ENOSPC, EIO, EDQUOT);
  bool ended = false;
  for (int step = 0; !ended; ++step) {
    write_file_atomically(folder / "f", "old");
    int seen = 0;
    bool renamed = false, reached = false;
    const Traced child = run_traced([&] { return write_status(folder / "f", "new"); },
                                    [&](long number, int) {
                                      // From this step on everything fails, as on a disk that is
                                      // gone.
                                      const bool fails = changes_files(number) && seen++ >= step;
                                      reached = reached || fails;
                                      renamed = renamed || (number == SYS_rename && !fails);
                                      return Fate{.kill = false, .error = fails ? error : 0};
                                    });
    if (!child.possible) {
      WARN("SKIP: this machine does not let a process trace its child");
      return;
    }
    CHECK_FALSE(child.killed);
    CHECK(read_file(folder / "f") == (renamed ? "new" : "old"));
    // 0: only a call failed whose failure harms nothing, as the close of a folder.
    CHECK((child.exit_code == static_cast<int>(Exit::disk) ||
           (child.exit_code == 0 && read_file(folder / "f") == "new")));
    CHECK(names_in(folder / "") == std::vector<std::string>{"f"});
    ended = !reached;
    CHECK((!ended || child.exit_code == 0));
  }
}

TEST_CASE("a failed fsync is answered by one fresh file, never by a second fsync",
          "[store][files][disk]") {
  const TempFolder folder;
  const int failures = GENERATE(1, 2);
  write_file_atomically(folder / "f", "old");
  int syncs = 0, opened = 0, opened_at_second = 0;
  const Traced child =
      run_traced([&] { return write_status(folder / "f", "new"); },
                 [&](long number, int) {
                   opened += number == SYS_openat ? 1 : 0;
                   if (number != SYS_fsync) {
                     return Fate{};
                   }
                   opened_at_second = ++syncs == 2 ? opened : opened_at_second;
                   return Fate{.kill = false, .error = syncs <= failures ? EIO : 0};
                 });
  if (!child.possible) {
    WARN("SKIP: this machine does not let a process trace its child");
    return;
  }
  CHECK(opened_at_second >= 2);
  CHECK(child.exit_code == (failures == 1 ? 0 : 74));
  CHECK(read_file(folder / "f") == (failures == 1 ? "new" : "old"));
}

TEST_CASE("a disk that takes no more bytes is a refusal that names the file", "[store][disk]") {
  const TempFolder folder;
  write_file_atomically(folder / "f", "old");
  const int status = exit_of_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit { 4096, 4096 };
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto refusal =
        refusal_of([&] { write_file_atomically(folder / "f", std::string(10000, 'n')); });
    const auto& problem = first(refusal);
    const bool named = problem.code == "DISK-WRITE" && problem.where == folder / "f" &&
                       problem.what == "cannot write 10000 bytes: File too large";
    return named && refusal.exit() == Exit::disk ? 7 : 1;
  });
  CHECK(status == 7);
  CHECK(read_file(folder / "f") == "old");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("a full disk is told with its free bytes", "[store][disk]") {
  const TempFolder folder;
  for (const int error : {ENOSPC, EDQUOT}) {
    CHECK_THAT(first(write_refusal(folder / "f", "write", error)).what,
               Catch::Matches("cannot write: .*; [0-9]+ bytes are free"));
  }
  CHECK(first(write_refusal(folder / "f", "write", EIO)).what ==
        "cannot write: Input/output error");
}

TEST_CASE("writing into a folder that is not there is a refusal", "[store][files]") {
  const TempFolder folder;
  const auto refusal = refusal_of([&] { write_file_atomically(folder / "none/f", "x"); });
  CHECK(refusal.exit() == Exit::disk);
  CHECK(first(refusal).code == "DISK-WRITE");
  CHECK(first(refusal).what == "cannot create a file beside it: No such file or directory");
}

TEST_CASE("a new file is never written over", "[store][files]") {
  const TempFolder folder;
  CHECK(write_new_file(folder / "f", "first", 0444));
  CHECK_FALSE(write_new_file(folder / "f", "second", 0444));
  CHECK(read_file(folder / "f") == "first");

  struct stat facts {};

  REQUIRE(::stat((folder / "f").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0444);
}

TEST_CASE("what cannot be read is named", "[store][files]") {
  const TempFolder folder;
  CHECK_THROWS_AS(read_file(folder / "none"), tlhost::DataError);
  CHECK_THROWS_WITH(read_file(folder / "none"),
                    folder / "none" + ": cannot be read: No such file or directory");
  CHECK_THROWS_WITH(read_file(folder.path()), Catch::Contains("it is a folder"));
  CHECK_FALSE(read_file("/proc/self/stat").empty());  // says that it has 0 bytes
}

TEST_CASE("a writable folder is made and left as it was", "[store][files]") {
  const TempFolder folder;
  ensure_writable_folder(folder / "a/b/c");
  ensure_writable_folder(folder / "a/b/c");
  CHECK(names_in(folder / "a/b/c").empty());
}

TEST_CASE("a folder that cannot be written is refused before any work", "[store][files]") {
  const TempFolder folder;
  put_bytes(folder / "file", "x");
  for (const std::string& path : {std::string(),
                                  folder / "file",
                                  folder / "file/below",
                                  std::string("/proc/tlhost"),
                                  std::string("/proc/self")}) {
    const auto refusal = refusal_of([&] { ensure_writable_folder(path); });
    CHECK(refusal.exit() == Exit::output);
    CHECK(first(refusal).code == "OUTPUT-NOT-WRITABLE");
    CHECK(first(refusal).where == path);
    CHECK_THAT(first(refusal).what, Catch::StartsWith("no file can be written in this folder: "));
  }
}
