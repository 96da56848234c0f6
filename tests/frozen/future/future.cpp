// A plugin from the future, written in the C layer, whose structs are larger than this host knows.
// What else it has that this host does not is switched on by definitions, see CMakeLists.txt.
#include <tlhost/abi_tag.hpp>
#include <tlhost/dataset.hpp>
#include <tlhost/factory.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

#ifndef FUTURE_MAJOR
#define FUTURE_MAJOR TLHOST_SDK_MAJOR
#endif
#ifndef FUTURE_MINOR
#define FUTURE_MINOR TLHOST_SDK_MINOR
#endif
#ifndef FUTURE_INTERFACE
#define FUTURE_INTERFACE "tlhost.dataset/1"
#endif
#ifndef FUTURE_TYPE
#define FUTURE_TYPE TLHOST_T_BOOL
#endif
#ifndef FUTURE_DESCRIPTOR_SIZE
#define FUTURE_DESCRIPTOR_SIZE sizeof(FuturePlugin)
#endif
#ifndef FUTURE_COMPONENT_SIZE
#define FUTURE_COMPONENT_SIZE sizeof(FutureComponent)
#endif
#ifndef FUTURE_STRIDE
#define FUTURE_STRIDE sizeof(FutureParam)
#endif
#ifndef FUTURE_PARAM_SIZE
#define FUTURE_PARAM_SIZE sizeof(FutureParam)
#endif

namespace {

constexpr std::uint32_t kUnknownFlags = 0xFFFF0000;

struct FuturePlugin {
  tlhost_plugin known;
  const char* mirrors[4];
};

struct FutureComponent {
  tlhost_component known;
  const char* const* tags;
  void (*preview)(void*);
};

struct FutureParam {
  tlhost_param known;
  const char* since;
  double step;
};

/// What a later host offers.
struct FutureHost : tlhost_host {
  int (*download)(void* ctx, const char* url, tlhost_str* out);
};

/// Four records without a file; nothing needs their pixels.
class Dots final : public tlhost::Dataset {
 public:
  explicit Dots(const tlhost::Create&) {}

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    info.classes = {"a", "b"};
    info.group_is = "none";
    info.own_pixels = true;
    for (std::int32_t i = 0; i < 40; ++i) {
      tlhost::Record& record = out.add();
      record.frame = i;
      record.id = std::to_string(100 + i);
      record.labels = {i % 2};
    }
  }

  void image(const tlhost::Record& record, tlhost::Image& out) const override {
    out.height = out.width = 16;
    out.channels = 3;
    out.bytes.assign(16 * 16 * 3, static_cast<std::uint8_t>(record.labels.at(0) == 0 ? 50 : 200));
  }
};

using Factory = tlhost::detail::Factory<tlhost::Dataset, Dots>;

/// Asks for the later host's service where its parameter says so.
int create(const tlhost_create_args* args, void** out, tlhost_error* error) {
  const int code = tlhost::detail::guarded(error, [args] {
    const auto host = tlhost::detail::known_part(reinterpret_cast<const FutureHost*>(args->host));
    tlhost::detail::offered(host.download != nullptr || !tlhost::Params(*args->params).flag("ask"),
                            "downloads");
  });
  return code == TLHOST_OK ? Factory::create(args, out, error) : code;
}

FutureParam parameter(const char* name, std::uint32_t type) {
  FutureParam param{};
  param.known.struct_size = FUTURE_PARAM_SIZE;
  param.known.type = type;
  param.known.flags = kUnknownFlags;
  param.known.name = name;
  param.known.default_json = "false";
  param.known.doc = "asks for what only a later host offers";
  param.since = "9.9";
  param.step = 0.5;
  return param;
}

int add(const tlhost_registrar& host,
        const char* interface_id,
        const char* name,
        const FutureParam (&params)[2]) {
  FutureComponent component{};
  component.known.struct_size = FUTURE_COMPONENT_SIZE;
  component.known.flags = kUnknownFlags;
  component.known.interface_id = interface_id;
  component.known.name = name;
  component.known.summary = "from the future";
  component.known.params = &params[0].known;
  component.known.n_params = 2;
  component.known.param_stride = FUTURE_STRIDE;
  component.known.create = &create;
  component.known.destroy = &Factory::destroy;
  component.preview = &Factory::destroy;
  return host.add(host.ctx, &component.known);
}

int enumerate(const tlhost_registrar* host, tlhost_error* error) {
  const FutureParam plain[] = {parameter("ask", TLHOST_T_BOOL), parameter("b", TLHOST_T_BOOL)};
  const FutureParam later[] = {parameter("ask", TLHOST_T_BOOL), parameter("b", FUTURE_TYPE)};
#ifndef FUTURE_ALONE
  if (add(*host, "tlhost.dataset/1", "future_dots", plain) != TLHOST_OK) {
    return tlhost::detail::report(error, TLHOST_E_CONFIG, "the host refuses future_dots");
  }
#endif
  if (add(*host, FUTURE_INTERFACE, "future_more", later) != TLHOST_OK) {
    return tlhost::detail::report(error, TLHOST_E_CONFIG, "the host refuses future_more");
  }
  (void)plain;
  return TLHOST_OK;
}

}  // namespace

extern "C" {
__attribute__((section(".note.tlhost"), used, aligned(4)))
TLHOST_API extern const tlhost::detail::ElfNote tlhost_note_v1 = {sizeof(TLHOST_NOTE_OWNER),
                                                                  sizeof(tlhost_note),
                                                                  TLHOST_NOTE_TYPE,
                                                                  TLHOST_NOTE_OWNER,
                                                                  {FUTURE_MAJOR,
                                                                   FUTURE_MINOR,
                                                                   sizeof(tlhost_note),
                                                                   TLHOST_ABI_TAG,
                                                                   "org.example.future",
                                                                   "9.9.0"}};

TLHOST_API extern const FuturePlugin tlhost_plugin_v1 = {{TLHOST_PLUGIN_MAGIC,
                                                          FUTURE_DESCRIPTOR_SIZE,
                                                          FUTURE_MAJOR,
                                                          FUTURE_MINOR,
                                                          kUnknownFlags,
                                                          TLHOST_ABI_TAG,
                                                          "org.example.future",
                                                          "9.9.0",
                                                          "From the future",
                                                          "",
                                                          "",
                                                          "",
                                                          "",
                                                          "",
                                                          &enumerate},
                                                         {"a", "b", "c", "d"}};
}
