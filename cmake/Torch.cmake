# LibTorch as one SYSTEM target, tlhost::torch.  Used by the project and by the package of the SDK, which sets
# TLHOST_HOST_TORCH_VERSION and TLHOST_HOST_TORCH_CXX11_ABI: a plugin must be built against the LibTorch of its host.
include_guard(GLOBAL)

# Whether std::string is the new one (1) or the old one (0) in a LibTorch: what it says itself, else what the compiler does.
function(tlhost_torch_cxx11_abi result)
  if("${TORCH_CXX_FLAGS}" MATCHES "_GLIBCXX_USE_CXX11_ABI=([01])")
    set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    return()
  endif()
  include(CheckCXXSourceCompiles)
  check_cxx_source_compiles("#include <cstddef>
    #if defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
    #error old
    #endif
    int main() {}" TLHOST_CXX11_ABI)
  if(TLHOST_CXX11_ABI)
    set(${result} 1 PARENT_SCOPE)
  else()
    set(${result} 0 PARENT_SCOPE)
  endif()
endfunction()

# Stops, in words, if the LibTorch that was found cannot be that of a plugin for this tlhost.
function(tlhost_refuse_other_torch)
  set(found "LibTorch ${Torch_VERSION} found in ${Torch_DIR}")
  set(remedy "Point CMake at the same one: cmake -DTorch_DIR=<libtorch>/share/cmake/Torch")
  if(Torch_VERSION VERSION_LESS 1.13)
    message(FATAL_ERROR "${found}; 1.13 or newer is needed. "
                        "Point CMake at another one: cmake -DTorch_DIR=<libtorch>/share/cmake/Torch")
  endif()
  if(TLHOST_HOST_TORCH_VERSION AND NOT TLHOST_TORCH_VERSION STREQUAL TLHOST_HOST_TORCH_VERSION)
    message(FATAL_ERROR "${found}, but tlhost uses LibTorch ${TLHOST_HOST_TORCH_VERSION}. ${remedy}")
  endif()
  if(NOT "${TLHOST_HOST_TORCH_CXX11_ABI}" STREQUAL "" AND
     NOT TLHOST_TORCH_CXX11_ABI STREQUAL TLHOST_HOST_TORCH_CXX11_ABI)
    message(FATAL_ERROR "${found} is built with _GLIBCXX_USE_CXX11_ABI=${TLHOST_TORCH_CXX11_ABI}, "
                        "but that of tlhost with ${TLHOST_HOST_TORCH_CXX11_ABI}. ${remedy}")
  endif()
  foreach(library IN ITEMS torch torch_cpu c10)
    if(TARGET ${library})
      get_target_property(type ${library} TYPE)
      if(type STREQUAL "STATIC_LIBRARY")
        message(FATAL_ERROR "${found} is static (${library}): program and plugins would each have a LibTorch of their own. "
                            "Point CMake at shared libraries: cmake -DTorch_DIR=<libtorch>/share/cmake/Torch")
      endif()
    endif()
  endforeach()
endfunction()

# GLOBAL: the first plugin of a project looks for it, and those in folders beside it use it too.
find_package(Torch REQUIRED GLOBAL)
string(REGEX MATCH "^[0-9]+\\.[0-9]+" TLHOST_TORCH_VERSION "${Torch_VERSION}")
tlhost_torch_cxx11_abi(TLHOST_TORCH_CXX11_ABI)
tlhost_refuse_other_torch()
message(STATUS "LibTorch ${Torch_VERSION}: ${Torch_DIR}")

add_library(tlhost_torch INTERFACE)
add_library(tlhost::torch ALIAS tlhost_torch)
target_include_directories(tlhost_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(tlhost_torch INTERFACE ${TORCH_LIBRARIES})
separate_arguments(torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(tlhost_torch INTERFACE ${torch_flags})
