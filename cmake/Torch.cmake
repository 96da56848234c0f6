# LibTorch as one SYSTEM target, tlhost::torch.  Used by the project and by the installed package of the SDK, which sets
# TLHOST_HOST_TORCH_VERSION: a plugin must be built against the LibTorch of its host.
find_package(Torch REQUIRED)
string(REGEX MATCH "^[0-9]+\\.[0-9]+" TLHOST_TORCH_VERSION "${Torch_VERSION}")
if(Torch_VERSION VERSION_LESS 1.13)
  message(FATAL_ERROR "LibTorch ${Torch_VERSION} found in ${Torch_DIR}; 1.13 or newer is needed. "
                      "Point CMake at another one: cmake -DTorch_DIR=<libtorch>/share/cmake/Torch")
endif()
if(TLHOST_HOST_TORCH_VERSION AND NOT TLHOST_TORCH_VERSION STREQUAL TLHOST_HOST_TORCH_VERSION)
  message(FATAL_ERROR "LibTorch ${Torch_VERSION} found in ${Torch_DIR}, but tlhost uses ${TLHOST_HOST_TORCH_VERSION}. "
                      "Point CMake at the same one: cmake -DTorch_DIR=<libtorch>/share/cmake/Torch")
endif()
message(STATUS "LibTorch ${Torch_VERSION}: ${Torch_DIR}")

add_library(tlhost_torch INTERFACE)
add_library(tlhost::torch ALIAS tlhost_torch)
target_include_directories(tlhost_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(tlhost_torch INTERFACE ${TORCH_LIBRARIES})
separate_arguments(torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(tlhost_torch INTERFACE ${torch_flags})
