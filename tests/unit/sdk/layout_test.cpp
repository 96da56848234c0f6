// The C layer, byte by byte: a plugin built with SDK 0.9 was compiled with these numbers.  A struct
// may get new lines at its end, with its sizeof; no line that stands here may change before 1.0
// without an ADR, and none at all after it.
#include <tlhost/abi.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace {

static_assert(sizeof(void*) == 8 && sizeof(size_t) == 8 && sizeof(int) == 4 &&
                  sizeof(double) == 8 && alignof(double) == 8 && alignof(std::int64_t) == 8,
              "the numbers below are those of 64-bit Linux");

/// A field: where it begins, and how large it is.
#define AT(STRUCT, FIELD, OFFSET, SIZE)                                            \
  static_assert(offsetof(STRUCT, FIELD) == (OFFSET), #STRUCT "." #FIELD " moved"); \
  static_assert(sizeof(STRUCT::FIELD) == (SIZE), #STRUCT "." #FIELD " has another size")

/// A whole struct: plain, aligned to 8, and without padding behind its last field.
#define WHOLE(STRUCT, LAST, SIZE)                                                         \
  static_assert(sizeof(STRUCT) == (SIZE), #STRUCT " has another size");                   \
  static_assert(offsetof(STRUCT, LAST) + sizeof(STRUCT::LAST) == sizeof(STRUCT),          \
                #STRUCT " is padded: what is appended would be read from old structs");   \
  static_assert(std::is_standard_layout<STRUCT>::value && std::is_trivial<STRUCT>::value, \
                #STRUCT " is no plain C struct")

AT(tlhost_str, data, 0, 8);
AT(tlhost_str, size, 8, 8);
WHOLE(tlhost_str, size, 16);  // travels by value: closed for ever

AT(tlhost_param, struct_size, 0, 4);
AT(tlhost_param, type, 4, 4);
AT(tlhost_param, flags, 8, 4);
AT(tlhost_param, reserved, 12, 4);
AT(tlhost_param, name, 16, 8);
AT(tlhost_param, default_json, 24, 8);
AT(tlhost_param, min, 32, 8);
AT(tlhost_param, max, 40, 8);
AT(tlhost_param, choices, 48, 8);
AT(tlhost_param, unit, 56, 8);
AT(tlhost_param, doc, 64, 8);
WHOLE(tlhost_param, doc, 72);

AT(tlhost_params_view, struct_size, 0, 4);
AT(tlhost_params_view, reserved, 4, 4);
AT(tlhost_params_view, ctx, 8, 8);
AT(tlhost_params_view, get_bool, 16, 8);
AT(tlhost_params_view, get_int, 24, 8);
AT(tlhost_params_view, get_real, 32, 8);
AT(tlhost_params_view, get_text, 40, 8);
AT(tlhost_params_view, list_size, 48, 8);
AT(tlhost_params_view, get_real_at, 56, 8);
AT(tlhost_params_view, get_text_at, 64, 8);
WHOLE(tlhost_params_view, get_text_at, 72);

AT(tlhost_host, struct_size, 0, 4);
AT(tlhost_host, sdk_major, 4, 2);
AT(tlhost_host, sdk_minor, 6, 2);
AT(tlhost_host, ctx, 8, 8);
AT(tlhost_host, log, 16, 8);
AT(tlhost_host, cancelled, 24, 8);
AT(tlhost_host, progress, 32, 8);
AT(tlhost_host, scratch, 40, 8);
WHOLE(tlhost_host, scratch, 48);

AT(tlhost_model_request, struct_size, 0, 4);
AT(tlhost_model_request, reserved, 4, 4);
AT(tlhost_model_request, channels, 8, 8);
AT(tlhost_model_request, classes, 16, 8);
AT(tlhost_model_request, image_size, 24, 8);
WHOLE(tlhost_model_request, image_size, 32);

AT(tlhost_create_args, struct_size, 0, 4);
AT(tlhost_create_args, reserved, 4, 4);
AT(tlhost_create_args, host, 8, 8);
AT(tlhost_create_args, params, 16, 8);
AT(tlhost_create_args, model, 24, 8);
WHOLE(tlhost_create_args, model, 32);

AT(tlhost_error, struct_size, 0, 4);
AT(tlhost_error, reserved, 4, 4);
AT(tlhost_error, ctx, 8, 8);
AT(tlhost_error, set, 16, 8);
WHOLE(tlhost_error, set, 24);

AT(tlhost_component, struct_size, 0, 4);
AT(tlhost_component, flags, 4, 4);
AT(tlhost_component, interface_id, 8, 8);
AT(tlhost_component, name, 16, 8);
AT(tlhost_component, summary, 24, 8);
AT(tlhost_component, params, 32, 8);
AT(tlhost_component, n_params, 40, 4);
AT(tlhost_component, param_stride, 44, 4);
AT(tlhost_component, create, 48, 8);
AT(tlhost_component, destroy, 56, 8);
WHOLE(tlhost_component, destroy, 64);

AT(tlhost_registrar, struct_size, 0, 4);
AT(tlhost_registrar, reserved, 4, 4);
AT(tlhost_registrar, ctx, 8, 8);
AT(tlhost_registrar, add, 16, 8);
WHOLE(tlhost_registrar, add, 24);

AT(tlhost_plugin, magic, 0, 4);
AT(tlhost_plugin, struct_size, 4, 4);
AT(tlhost_plugin, sdk_major, 8, 2);
AT(tlhost_plugin, sdk_minor, 10, 2);
AT(tlhost_plugin, flags, 12, 4);
AT(tlhost_plugin, abi_tag, 16, 8);
AT(tlhost_plugin, id, 24, 8);
AT(tlhost_plugin, version, 32, 8);
AT(tlhost_plugin, summary, 40, 8);
AT(tlhost_plugin, license, 48, 8);
AT(tlhost_plugin, author, 56, 8);
AT(tlhost_plugin, url, 64, 8);
AT(tlhost_plugin, build, 72, 8);
AT(tlhost_plugin, source, 80, 8);
AT(tlhost_plugin, enumerate, 88, 8);
WHOLE(tlhost_plugin, enumerate, 96);

AT(tlhost_note, sdk_major, 0, 2);
AT(tlhost_note, sdk_minor, 2, 2);
AT(tlhost_note, note_size, 4, 4);
AT(tlhost_note, abi_tag, 8, 96);
AT(tlhost_note, plugin_id, 104, 48);
AT(tlhost_note, plugin_version, 152, 24);
WHOLE(tlhost_note, plugin_version, 176);

// What the functions are called with.
#define CALLED_AS(STRUCT, FIELD, ...) \
  static_assert(std::is_same<decltype(STRUCT::FIELD), __VA_ARGS__>::value, #STRUCT "." #FIELD)
CALLED_AS(tlhost_params_view, get_bool, int (*)(void*, const char*, int*));
CALLED_AS(tlhost_params_view, get_int, int (*)(void*, const char*, std::int64_t*));
CALLED_AS(tlhost_params_view, get_real, int (*)(void*, const char*, double*));
CALLED_AS(tlhost_params_view, get_text, int (*)(void*, const char*, tlhost_str*));
CALLED_AS(tlhost_params_view, list_size, int (*)(void*, const char*, std::size_t*));
CALLED_AS(tlhost_params_view, get_real_at, int (*)(void*, const char*, std::size_t, double*));
CALLED_AS(tlhost_params_view, get_text_at, int (*)(void*, const char*, std::size_t, tlhost_str*));
CALLED_AS(tlhost_host, log, void (*)(void*, int, tlhost_str));
CALLED_AS(tlhost_host, cancelled, int (*)(void*));
CALLED_AS(tlhost_host, progress, void (*)(void*, double, double));
CALLED_AS(tlhost_host, scratch, int (*)(void*, tlhost_str*));
CALLED_AS(tlhost_error, set, void (*)(void*, std::int32_t, tlhost_str));
CALLED_AS(tlhost_component, create, int (*)(const tlhost_create_args*, void**, tlhost_error*));
CALLED_AS(tlhost_component, destroy, void (*)(void*));
CALLED_AS(tlhost_registrar, add, int (*)(void*, const tlhost_component*));
CALLED_AS(tlhost_plugin, enumerate, int (*)(const tlhost_registrar*, tlhost_error*));

static_assert(TLHOST_PLUGIN_MAGIC == 0x31484C54 && TLHOST_NOTE_TYPE == 1, "how a plugin is known");
static_assert(sizeof(TLHOST_NOTE_OWNER) == 7, "how a note is known");

static_assert(TLHOST_OK == 0 && TLHOST_E_CONFIG == 1 && TLHOST_E_DATA == 2 &&
                  TLHOST_E_RESOURCE == 3 && TLHOST_E_NOT_APPLICABLE == 4 && TLHOST_E_INTERNAL == 5,
              "codes of errors");
static_assert(TLHOST_T_BOOL == 1 && TLHOST_T_INT == 2 && TLHOST_T_REAL == 3 && TLHOST_T_TEXT == 4 &&
                  TLHOST_T_PATH == 5 && TLHOST_T_CHOICE == 6 && TLHOST_T_REALS == 7 &&
                  TLHOST_T_TEXTS == 8,
              "types of parameters");
static_assert(TLHOST_P_REQUIRED == 1 && TLHOST_P_MIN == 2 && TLHOST_P_MAX == 4 &&
                  TLHOST_P_MIN_OPEN == 8,
              "flags of parameters");
static_assert(TLHOST_C_SEEDLESS == 1, "flags of components");

}  // namespace
