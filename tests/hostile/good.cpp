// A plugin in order.  Compiled with wrong settings, or linked with what it should not be, it is one
// that must not be loaded.
#include "tests/hostile/blobs.hpp"

#ifdef HOSTILE_UNRESOLVED
extern "C" void hostile_is_defined_nowhere();
#endif

TLHOST_PLUGIN("org.hostile." HOSTILE_NAME, "1.0.0", "Two kinds of grey images", registrar) {
#ifdef HOSTILE_UNRESOLVED
  hostile_is_defined_nowhere();
#endif
  registrar.add<tlhost::Dataset, tlhost::hostile::Blobs>(HOSTILE_NAME, "dark and bright images");
}
