#pragma once
// What must be equal on both sides of the boundary, as the preprocessor sees it.
#include <cstddef>  // the standard library says which one it is

#if __has_include(<torch/version.h>)
#include <torch/version.h>
#endif

#define TLHOST_TEXT_2(x) #x
#define TLHOST_TEXT(x) TLHOST_TEXT_2(x)
#if defined(__x86_64__)
#define TLHOST_TAG_ARCH "x86_64"
#elif defined(__aarch64__)
#define TLHOST_TAG_ARCH "aarch64"
#else
#define TLHOST_TAG_ARCH "other"
#endif
#if defined(__GLIBCXX__)
#define TLHOST_TAG_STDLIB "libstdc++;cxx11=" TLHOST_TEXT(_GLIBCXX_USE_CXX11_ABI)
#else
#define TLHOST_TAG_STDLIB "libc++;cxx11=0"
#endif
#ifdef _GLIBCXX_DEBUG
#define TLHOST_TAG_DBG "1"
#else
#define TLHOST_TAG_DBG "0"
#endif
#ifdef TORCH_VERSION_MAJOR
#define TLHOST_TAG_TORCH TLHOST_TEXT(TORCH_VERSION_MAJOR) "." TLHOST_TEXT(TORCH_VERSION_MINOR)
#else
#define TLHOST_TAG_TORCH "none"  // a plugin that uses no tensors goes with every LibTorch
#endif
/// What must be equal on both sides of the boundary.
#define TLHOST_ABI_TAG                                                                 \
  "os=linux;arch=" TLHOST_TAG_ARCH ";stdlib=" TLHOST_TAG_STDLIB ";dbg=" TLHOST_TAG_DBG \
  ";torch=" TLHOST_TAG_TORCH ";"
