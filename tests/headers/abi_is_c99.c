/* The C layer is C, for hosts and plugins in other languages: this compiles as strict C99. */
#include <tlhost/abi.h>
#include <tlhost/abi.h>

/* A negative size is an error; C99 has no other static assertion. */
typedef char layouts_are_those_of_cpp[sizeof(tlhost_plugin) == 96 && sizeof(tlhost_component) == 64 &&
                                              sizeof(tlhost_param) == 72 && sizeof(tlhost_note) == 176
                                          ? 1
                                          : -1];

int tlhost_abi_is_c99(const layouts_are_those_of_cpp* unused);
