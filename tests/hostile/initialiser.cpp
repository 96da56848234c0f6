// A plugin whose note and descriptor are in order, and whose static initialiser does HOSTILE_DEED.
#include "tests/hostile/blobs.hpp"
#include "tests/hostile/deeds.hpp"

namespace {

struct Initialiser {
  Initialiser() {
    tlhost::hostile::end(HOSTILE_DEED);
    tlhost::hostile::change(HOSTILE_DEED);
  }

  ~Initialiser() {
    if (std::string_view(HOSTILE_DEED) == "crash_at_exit") {
      tlhost::hostile::end("segfault");
    }
  }
};

const Initialiser kInitialiser;

}  // namespace

TLHOST_PLUGIN("org.hostile.load." HOSTILE_DEED,
              "1.0.0",
              "Misbehaves while it is loaded",
              registrar) {
  registrar.add<tlhost::Dataset, tlhost::hostile::Blobs>(HOSTILE_NAME, "grey images");
}
