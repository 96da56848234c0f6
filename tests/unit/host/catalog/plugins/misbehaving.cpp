// A plugin whose note is in order and that does one thing wrong while it is loaded, by WAY.
#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace {

struct Misbehaving {
  Misbehaving() {
    const std::string way = WAY;
    if (way == "exits") {
      std::exit(3);
    }
    if (way == "exits_well") {
      std::exit(0);
    }
    if (way == "throws") {
      throw std::runtime_error("no licence");
    }
    if (way == "crashes") {
      std::puts("about to do something foolish");
      std::fflush(stdout);
      std::raise(SIGSEGV);
    }
    if (way == "hangs") {
      pause();
    }
    if (way == "talks") {
      rlimit core{};
      getrlimit(RLIMIT_CORE, &core);
      char line[64];
      const int got = std::scanf("%60s", line);
      std::printf("core %d, input %d\n", static_cast<int>(core.rlim_cur), got);
      std::fprintf(stderr, "and on stderr\n");
    }
  }

  ~Misbehaving() {
    if (std::string(WAY) == "leaves") {
      _exit(42);
    }
  }
};

const Misbehaving kMisbehaving;

class Nothing : public tlhost::Dataset {
 public:
  explicit Nothing(const tlhost::Create&) {}

  void index(tlhost::Context&, tlhost::DatasetInfo&, tlhost::Records&) override {}
};

/// A dataset by a later revision of the interface.
class Later : public Nothing {
 public:
  using Nothing::Nothing;
  static constexpr const char* interface_id = "tlhost.dataset/2";
};

/// A kind of component that this host has never heard of.
class Unheard : public Nothing {
 public:
  using Nothing::Nothing;
  static constexpr const char* interface_id = "tlhost.metric/1";
};

}  // namespace

TLHOST_PLUGIN("org.example." WAY, "1.0.0", "Misbehaves", registrar) {
  const std::string way = WAY;
  if (way == "later" || way == "only_later") {
    registrar.add<Later, Later>("later", "from the future");
    registrar.add<Unheard, Unheard>("unheard", "of another kind");
  }
  if (way == "only_later") {
    return;
  }
  tlhost::Schema schema;
  if (way == "bad_parameter") {
    schema.integer("Depth", 1);
  } else if (way == "no_room") {
    schema.integer("depth", 2).at_least(3).at_most(1);
  } else if (way == "reserved") {
    schema.integer("use", 1);
  }
  const char* name = way == "bad_name" ? "Nothing!" : "nothing";
  registrar.add<tlhost::Dataset, Nothing>(
      name, way == "two_lines" ? "two\nlines" : "no samples", schema);
  if (way == "twice") {
    registrar.add<tlhost::Dataset, Nothing>("nothing", "again");
  }
}
