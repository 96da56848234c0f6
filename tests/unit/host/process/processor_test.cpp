#include "host/process/processor.hpp"

#include "tests/support/catch.hpp"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

using tlhost::engine::start_with_one_thread;
using tlhost::engine::usable_cores;

TEST_CASE("the usable cores are those of the affinity mask", "[process][processor]") {
  CHECK(usable_cores() >= 1);
  const pid_t child = fork();
  if (child == 0) {
    cpu_set_t all, one;
    CPU_ZERO(&all);
    CPU_ZERO(&one);
    sched_getaffinity(0, sizeof all, &all);
    for (int core = 0; core < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++core) {
      if (CPU_ISSET(core, &all)) {
        CPU_SET(core, &one);
      }
    }
    sched_setaffinity(0, sizeof one, &one);
    _exit(usable_cores());
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);
}

TEST_CASE("a program whose environment asks for one thread is not started again",
          "[process][processor]") {
  const pid_t child = fork();
  if (child == 0) {
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    setenv("OMP_NUM_THREADS", "1", 1);
    char* argv[] = {nullptr};
    start_with_one_thread(argv);
    _exit(7);  // it came back
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 7);
}
