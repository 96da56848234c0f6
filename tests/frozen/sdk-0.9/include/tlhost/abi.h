/* The C layer between host and plugin: layouts that last, no C++, no LibTorch.
 *
 * A plugin library exports two data symbols.  `tlhost_note_v1` lies in the ELF section .note.tlhost
 * and is read from the file, before a byte of the plugin runs; `tlhost_plugin_v1` is read after
 * dlopen and must say the same.
 *
 * Every struct but tlhost_str, which is closed, says its size.  It grows only at its end and has no
 * padding, so that what is new is never taken from an old struct's padding.  Each side copies what
 * both know of the other's struct, takes the rest as zero, ignores flags that it does not know, and
 * never reads behind a struct's size.  A size, or the stride of an array, is a multiple of 8. */
#ifndef TLHOST_ABI_H
#define TLHOST_ABI_H

#include <stddef.h>
#include <stdint.h>

#define TLHOST_SDK_MAJOR 0
#define TLHOST_SDK_MINOR 9

#define TLHOST_NOTE_OWNER "TLHOST"
#define TLHOST_NOTE_TYPE 1
#define TLHOST_PLUGIN_MAGIC 0x31484C54u /* "TLH1" */

#ifdef __cplusplus
extern "C" {
#endif

/* Text that is borrowed for the call; not necessarily ended by a NUL. */
typedef struct tlhost_str {
  const char* data;
  size_t size;
} tlhost_str;

enum {
  TLHOST_OK = 0,
  TLHOST_E_CONFIG = 1,         /* the user edits the experiment file */
  TLHOST_E_DATA = 2,           /* the user mends files */
  TLHOST_E_RESOURCE = 3,       /* more memory, disk or time is needed */
  TLHOST_E_NOT_APPLICABLE = 4, /* method and model or source do not go together */
  TLHOST_E_INTERNAL = 5        /* anything else */
};

enum {
  TLHOST_T_BOOL = 1,
  TLHOST_T_INT = 2,
  TLHOST_T_REAL = 3,
  TLHOST_T_TEXT = 4,
  TLHOST_T_PATH = 5,
  TLHOST_T_CHOICE = 6,
  TLHOST_T_REALS = 7,
  TLHOST_T_TEXTS = 8
};

enum {
  TLHOST_P_REQUIRED = 1u,
  TLHOST_P_MIN = 2u,
  TLHOST_P_MAX = 4u,
  TLHOST_P_MIN_OPEN = 8u /* the bound itself is outside */
};

typedef struct tlhost_param {
  uint32_t struct_size, type, flags, reserved;
  const char* name;
  const char* default_json;   /* null if required */
  double min, max;            /* meaningful with the flags; of each item for lists */
  const char* const* choices; /* ends with null; null for other types */
  const char* unit;           /* may be null */
  const char* doc;            /* may be null */
} tlhost_param;

/* Reads one resolved entry of the experiment file.  Non-zero: not declared with that type. */
typedef struct tlhost_params_view {
  uint32_t struct_size, reserved;
  void* ctx;
  int (*get_bool)(void* ctx, const char* name, int* out);
  int (*get_int)(void* ctx, const char* name, int64_t* out);
  int (*get_real)(void* ctx, const char* name, double* out);
  int (*get_text)(void* ctx, const char* name, tlhost_str* out); /* text, path and choice */
  int (*list_size)(void* ctx, const char* name, size_t* out);
  int (*get_real_at)(void* ctx, const char* name, size_t index, double* out);
  int (*get_text_at)(void* ctx, const char* name, size_t index, tlhost_str* out);
} tlhost_params_view;

/* What a component may ask of the host.  Any thread. */
typedef struct tlhost_host {
  uint32_t struct_size;
  uint16_t sdk_major, sdk_minor;
  void* ctx;
  void (*log)(void* ctx, int level, tlhost_str text); /* level: 0 debug, 1 info, 2 warning */
  int (*cancelled)(void* ctx);
  void (*progress)(void* ctx, double done, double total);
  int (*scratch)(void* ctx, tlhost_str* out); /* a folder of this job; valid for the job */
} tlhost_host;

typedef struct tlhost_model_request {
  uint32_t struct_size, reserved;
  int64_t channels, classes, image_size;
} tlhost_model_request;

typedef struct tlhost_create_args {
  uint32_t struct_size, reserved;
  const tlhost_host* host;
  const tlhost_params_view* params;
  const tlhost_model_request* model; /* meaningful for models */
} tlhost_create_args;

/* Receives an error; the text is copied. */
typedef struct tlhost_error {
  uint32_t struct_size, reserved;
  void* ctx;
  void (*set)(void* ctx, int32_t code, tlhost_str text);
} tlhost_error;

enum {
  TLHOST_C_SEEDLESS = 1u /* a strategy that draws nothing at random when it starts from a source */
};

typedef struct tlhost_component {
  uint32_t struct_size, flags;
  const char* interface_id; /* "tlhost.dataset/1" */
  const char* name;
  const char* summary; /* one line */
  const tlhost_param* params;
  uint32_t n_params, param_stride; /* stride: sizeof(tlhost_param) in the plugin's SDK */
  int (*create)(const tlhost_create_args* args,
                void** out,
                tlhost_error* error); /* *out: the interface class */
  void (*destroy)(void* object);
} tlhost_component;

typedef struct tlhost_registrar {
  uint32_t struct_size, reserved;
  void* ctx;
  /* Copies all but the functions.  Also 0 for a component of an interface, or with a type of
   * parameter, that the host does not know: the host leaves it out, says so, and uses the rest. */
  int (*add)(void* ctx, const tlhost_component* component);
} tlhost_registrar;

/* The descriptor. */
typedef struct tlhost_plugin {
  uint32_t magic, struct_size;
  uint16_t sdk_major, sdk_minor;
  uint32_t flags;
  const char *abi_tag, *id, *version, *summary, *license, *author, *url;
  const char* build; /* soft facts: compiler, C++ standard; shown, never compared */
  const char*
      source; /* SHA-256 of the plugin's sources, or "": then the file's own is its identity */
  int (*enumerate)(const tlhost_registrar* registrar, tlhost_error* error); /* no I/O, no threads */
} tlhost_plugin;

/* The body of the note. */
typedef struct tlhost_note {
  uint16_t sdk_major, sdk_minor;
  uint32_t note_size;
  char abi_tag[96]; /* "key=value;" list; each must equal the host's */
  char plugin_id[48];
  char plugin_version[24];
} tlhost_note;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif
