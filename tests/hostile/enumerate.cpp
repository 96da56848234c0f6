// A plugin that describes itself wrongly, or misbehaves while it does.
#include "tests/hostile/blobs.hpp"
#include "tests/hostile/deeds.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view kName = HOSTILE_DEED;
using Maker = tlhost::detail::Factory<tlhost::Dataset, tlhost::hostile::Blobs>;

tlhost_param parameter(const char* name) {
  tlhost_param param{};
  param.struct_size = sizeof param;
  param.type = TLHOST_T_INT;
  param.name = name;
  param.default_json = "1";
  return param;
}

tlhost_component component(const char* name) {
  tlhost_component component{};
  component.struct_size = sizeof component;
  component.interface_id = tlhost::Dataset::interface_id;
  component.name = name;
  component.summary = "grey images";
  component.param_stride = sizeof(tlhost_param);
  component.create = &Maker::create;
  component.destroy = &Maker::destroy;
  return component;
}

/// A component with one mistake.
tlhost_component mistaken(const tlhost_param* params) {
  tlhost_component made = component("mistaken");
  made.params = params;
  made.n_params = 2;
  if (kName == "null_name") {
    made.name = nullptr;
  } else if (kName == "bad_name") {
    made.name = "../etc/passwd";
  } else if (kName == "unknown_interface") {
    made.interface_id = "tlhost.oracle/7";
  } else if (kName == "null_interface") {
    made.interface_id = nullptr;
  } else if (kName == "null_create") {
    made.create = nullptr;
  } else if (kName == "null_parameters") {
    made.params = nullptr;
  } else if (kName == "many_parameters") {
    made.n_params = std::numeric_limits<std::uint32_t>::max();
  } else if (kName == "huge_stride") {
    made.param_stride = std::numeric_limits<std::uint32_t>::max();
  } else if (kName == "small_stride") {
    made.param_stride = 3;
  } else if (kName == "zero_size") {
    made.struct_size = 0;
  } else if (kName == "huge_size") {
    made.struct_size = std::numeric_limits<std::uint32_t>::max();
  }
  return made;
}

/// A component as a newer SDK would describe it: with fields behind those of today.
struct LargerComponent {
  tlhost_component known;
  std::uint64_t newer[8];
};

int add_larger(const tlhost_registrar& host) {
  LargerComponent made{component("larger"), {}};
  made.known.struct_size = sizeof made;
  return host.add(host.ctx, &made.known);
}

void add_ten_thousand(const tlhost_registrar& host) {
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "component" + std::to_string(i);
    const tlhost_component made = component(name.c_str());
    host.add(host.ctx, &made);
  }
}

/// The C entry itself: what it throws is caught by nobody on this side.
int enumerate(const tlhost_registrar* host, tlhost_error*) {
  tlhost::hostile::end(kName);
  const tlhost_param params[2] = {parameter("first"), parameter("second")};
  if (kName == "nothing") {
    return TLHOST_OK;
  }
  if (kName == "null_component") {
    return host->add(host->ctx, nullptr);
  }
  if (kName == "silent_failure") {
    return TLHOST_E_INTERNAL;
  }
  if (kName == "ten_thousand") {
    add_ten_thousand(*host);
    return TLHOST_OK;
  }
  if (kName == "larger_size") {
    return add_larger(*host);
  }
  const tlhost_component made = kName == "twice" ? component("twin") : mistaken(params);
  host->add(host->ctx, &made);
  return kName == "twice" ? host->add(host->ctx, &made) : TLHOST_OK;
}

}  // namespace

#define HOSTILE_ID "org.hostile.list." HOSTILE_DEED

extern "C" {
__attribute__((section(".note.tlhost"), used, aligned(4)))
TLHOST_API extern const tlhost::detail::ElfNote tlhost_note_v1 = {
    sizeof(TLHOST_NOTE_OWNER),
    sizeof(tlhost_note),
    TLHOST_NOTE_TYPE,
    TLHOST_NOTE_OWNER,
    {TLHOST_SDK_MAJOR, TLHOST_SDK_MINOR, sizeof(tlhost_note), TLHOST_ABI_TAG, HOSTILE_ID, "1.0.0"}};
TLHOST_API extern const tlhost_plugin tlhost_plugin_v1 = {TLHOST_PLUGIN_MAGIC,
                                                          sizeof(tlhost_plugin),
                                                          TLHOST_SDK_MAJOR,
                                                          TLHOST_SDK_MINOR,
                                                          0,
                                                          TLHOST_ABI_TAG,
                                                          HOSTILE_ID,
                                                          "1.0.0",
                                                          "Describes itself wrongly",
                                                          "",
                                                          "",
                                                          "",
                                                          "",
                                                          "",
                                                          &enumerate};
}
