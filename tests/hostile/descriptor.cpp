// A plugin whose note and descriptor do not agree, or say what cannot be.  Each HOSTILE_... macro
// is one field; CMakeLists.txt sets the wrong one.
#include "tests/hostile/blobs.hpp"

#ifdef HOSTILE_TORCH
#undef TLHOST_TAG_TORCH
#define TLHOST_TAG_TORCH HOSTILE_TORCH
#endif
#ifdef HOSTILE_MACHINE
#undef TLHOST_TAG_ARCH
#define TLHOST_TAG_ARCH HOSTILE_MACHINE
#endif
#ifndef HOSTILE_NOTE_MAJOR
#define HOSTILE_NOTE_MAJOR TLHOST_SDK_MAJOR
#endif
#ifndef HOSTILE_NOTE_MINOR
#define HOSTILE_NOTE_MINOR TLHOST_SDK_MINOR
#endif
#ifndef HOSTILE_NOTE_SIZE
#define HOSTILE_NOTE_SIZE sizeof(tlhost_note)
#endif
#ifndef HOSTILE_NOTE_TAG
#define HOSTILE_NOTE_TAG TLHOST_ABI_TAG
#endif
#ifndef HOSTILE_ID
#define HOSTILE_ID "org.hostile.says." HOSTILE_NAME
#endif
#ifndef HOSTILE_NOTE_ID
#define HOSTILE_NOTE_ID HOSTILE_ID
#endif
#ifndef HOSTILE_NOTE_VERSION
#define HOSTILE_NOTE_VERSION "1.0.0"
#endif
#ifndef HOSTILE_MAGIC
#define HOSTILE_MAGIC TLHOST_PLUGIN_MAGIC
#endif
#ifndef HOSTILE_SIZE
#define HOSTILE_SIZE sizeof(tlhost_plugin)
#endif
#ifndef HOSTILE_MINOR
#define HOSTILE_MINOR HOSTILE_NOTE_MINOR
#endif
#ifndef HOSTILE_TAG
#define HOSTILE_TAG HOSTILE_NOTE_TAG
#endif
#ifndef HOSTILE_DESCRIPTOR_ID
#define HOSTILE_DESCRIPTOR_ID HOSTILE_ID
#endif
#ifndef HOSTILE_ENUMERATE
#define HOSTILE_ENUMERATE &enumerate
#endif

namespace {

[[maybe_unused]] int enumerate(const tlhost_registrar* host, tlhost_error* error) {
  return tlhost::detail::guarded(error, [host] {
    tlhost::Registrar(host).add<tlhost::Dataset, tlhost::hostile::Blobs>(HOSTILE_NAME,
                                                                         "grey images");
  });
}

}  // namespace

extern "C" {
__attribute__((section(".note.tlhost"), used, aligned(4)))
TLHOST_API extern const tlhost::detail::ElfNote tlhost_note_v1 = {sizeof(TLHOST_NOTE_OWNER),
                                                                  sizeof(tlhost_note),
                                                                  TLHOST_NOTE_TYPE,
                                                                  TLHOST_NOTE_OWNER,
                                                                  {HOSTILE_NOTE_MAJOR,
                                                                   HOSTILE_NOTE_MINOR,
                                                                   HOSTILE_NOTE_SIZE,
                                                                   HOSTILE_NOTE_TAG,
                                                                   HOSTILE_NOTE_ID,
                                                                   HOSTILE_NOTE_VERSION}};
TLHOST_API extern const tlhost_plugin tlhost_plugin_v1 = {HOSTILE_MAGIC,
                                                          HOSTILE_SIZE,
                                                          HOSTILE_NOTE_MAJOR,
                                                          HOSTILE_MINOR,
                                                          0,
                                                          HOSTILE_TAG,
                                                          HOSTILE_DESCRIPTOR_ID,
                                                          "1.0.0",
                                                          "Contradicts its note",
                                                          "",
                                                          "",
                                                          "",
                                                          "",
                                                          "",
                                                          HOSTILE_ENUMERATE};
}
