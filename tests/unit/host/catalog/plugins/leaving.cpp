// Linked into a plugin, it ends the process with another exit code when the process ends by itself.
#include <unistd.h>

namespace {

struct Leaving {
  ~Leaving() { _exit(42); }
};

const Leaving kLeaving;

}  // namespace
