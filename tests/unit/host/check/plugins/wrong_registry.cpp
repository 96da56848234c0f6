// A plugin written against the C layer alone: sound, but for the one thing that the environment
// variable TLHOST_TEST_WRONG names, and that the SDK's own classes would not let through.
#include "wrong.hpp"

#include <tlhost/abi.h>
#include <tlhost/abi_tag.hpp>
#include <tlhost/dataset.hpp>
#include <tlhost/factory.hpp>

#include <cmath>
#include <ctime>

// What is wrong for good: the descriptor is data, and not asked.
#ifdef WRONG_DESCRIPTOR
#define PLUGIN_ID "org.example.raw"
#define NOTE_VERSION "2.0.0"
#define SOURCE_HASH "0123"
#else
#define PLUGIN_ID "org.example.raw"
#define NOTE_VERSION "1.0.0"
#define SOURCE_HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#endif

namespace {

using tlhost::test::wrong;

class Nothing final : public tlhost::Dataset {
 public:
  explicit Nothing(const tlhost::Create&) {}

  void index(tlhost::Context&, tlhost::DatasetInfo&, tlhost::Records&) override {}
};

tlhost_param parameter() {
  tlhost_param param{};
  param.struct_size = sizeof param;
  param.type = TLHOST_T_INT;
  param.flags = TLHOST_P_MIN | TLHOST_P_MAX;
  param.name = wrong("reserved") ? "split" : wrong("parameter_name") ? "Size" : "size";
  param.default_json = wrong("default_text") ? "ten" : wrong("default_bound") ? "99" : "10";
  param.min = wrong("not_a_number") ? std::nan("") : wrong("no_room") ? 50 : 1;
  param.max = 20;
  param.doc = "a size";
  return param;
}

int enumerate(const tlhost_registrar* host, tlhost_error* error) {
  static int calls = 0;
  ++calls;
  if (wrong("slow")) {
    const std::clock_t end = std::clock() + CLOCKS_PER_SEC / 4;
    while (std::clock() < end) {
    }
  }
  if (wrong("reports")) {
    error->set(error->ctx, TLHOST_E_CONFIG, {"no", 2});
    return TLHOST_E_CONFIG;
  }
  const tlhost_param params[] = {parameter(), parameter()};
  tlhost_component component{};
  component.struct_size = sizeof component;
  component.interface_id = wrong("interface") ? "tlhost.no_such/1" : "tlhost.dataset/1";
  component.name = wrong("name")                        ? "Nothing"
                   : wrong("changes") && calls % 2 == 0 ? "other"
                                                        : "nothing";
  component.summary = wrong("summary") ? "" : "no samples";
  component.params = params;
  component.n_params = wrong("parameter_twice") ? 2 : 1;
  component.param_stride = sizeof(tlhost_param);
  component.create = &tlhost::detail::Factory<tlhost::Dataset, Nothing>::create;
  component.destroy = &tlhost::detail::Factory<tlhost::Dataset, Nothing>::destroy;
  if (wrong("nothing")) {
    return TLHOST_OK;
  }
  host->add(host->ctx, &component);
  return wrong("twice") ? host->add(host->ctx, &component) : TLHOST_OK;
}

}  // namespace

extern "C" {
__attribute__((section(".note.tlhost"), used, aligned(4)))
TLHOST_API extern const tlhost::detail::ElfNote tlhost_note_v1 = {sizeof(TLHOST_NOTE_OWNER),
                                                                  sizeof(tlhost_note),
                                                                  TLHOST_NOTE_TYPE,
                                                                  TLHOST_NOTE_OWNER,
                                                                  {TLHOST_SDK_MAJOR,
                                                                   TLHOST_SDK_MINOR,
                                                                   sizeof(tlhost_note),
                                                                   TLHOST_ABI_TAG,
                                                                   PLUGIN_ID,
                                                                   NOTE_VERSION}};
TLHOST_API extern const tlhost_plugin tlhost_plugin_v1 = {TLHOST_PLUGIN_MAGIC,
                                                          sizeof(tlhost_plugin),
                                                          TLHOST_SDK_MAJOR,
                                                          TLHOST_SDK_MINOR,
                                                          0,
                                                          TLHOST_ABI_TAG,
                                                          PLUGIN_ID,
                                                          "1.0.0",
                                                          "raw",
                                                          "",
                                                          "",
                                                          "",
                                                          "",
                                                          SOURCE_HASH,
                                                          &enumerate};
}
