# tlhost_add_plugin(<kind> <id> SOURCES a.cpp ... [LINK target ...] [TORCH] [OUTPUT_DIRECTORY dir])
#
# One plugin: <id>.so below <build>/plugins/<kind>, with hidden visibility, no undefined symbols and two exported ones.
# kind: datasets | models | strategies.  TORCH: the plugin uses tensors (models and strategies always do).
# The SHA-256 of its sources and of the headers beside them goes into its descriptor: it is the plugin's identity in
# every result, so list all sources.
set(TLHOST_PLUGIN_MODULE_DIR "${CMAKE_CURRENT_LIST_DIR}")

function(tlhost_add_plugin kind id)
  cmake_parse_arguments(PARSE_ARGV 2 arg "TORCH" "OUTPUT_DIRECTORY" "SOURCES;LINK")
  if(NOT kind MATCHES "^(datasets|models|strategies)$")
    message(FATAL_ERROR "tlhost_add_plugin: kind is \"${kind}\"; expected datasets, models or strategies")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "tlhost_add_plugin(${kind} ${id}): no SOURCES")
  endif()
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/plugins/${kind}")
  endif()

  set(target tlhost_plugin_${id})
  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE tlhost::sdk ${arg_LINK})
  if(TARGET tlhost_warnings)
    target_link_libraries(${target} PRIVATE tlhost_warnings)
  endif()
  if(arg_TORCH OR NOT kind STREQUAL "datasets")
    if(NOT TARGET tlhost::torch)
      include("${TLHOST_PLUGIN_MODULE_DIR}/Torch.cmake")
    endif()
    target_link_libraries(${target} PRIVATE tlhost::torch)
  endif()
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${id} NO_SONAME ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN" LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT_DIRECTORY}")
  set(exports "${TLHOST_PLUGIN_MODULE_DIR}/tlhost_plugin.map")
  target_link_options(${target} PRIVATE "LINKER:--version-script=${exports}")
  if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize" AND NOT TLHOST_SANITIZE)
    target_link_options(${target} PRIVATE "LINKER:-z,defs")
  endif()
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${exports}")
  tlhost_hash_plugin_sources(${target} ${arg_SOURCES})
endfunction()

# tlhost_plugin_source.h with the hash, made again when a source changes, before the sources are compiled.
function(tlhost_hash_plugin_sources target)
  set(files)
  foreach(source IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    list(APPEND files "${source}")
  endforeach()
  file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.h" "${CMAKE_CURRENT_SOURCE_DIR}/*.hpp")
  list(APPEND files ${headers})
  list(REMOVE_DUPLICATES files)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}_source")
  set(script "${TLHOST_PLUGIN_MODULE_DIR}/tlhost_plugin_source.cmake")
  add_custom_command(
    OUTPUT "${folder}/tlhost_plugin_source.h"
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" "-DROOT=${CMAKE_CURRENT_SOURCE_DIR}"
            "-DOUTPUT=${folder}/tlhost_plugin_source.h" -P "${script}"
    DEPENDS ${files} "${script}" VERBATIM)
  target_sources(${target} PRIVATE "${folder}/tlhost_plugin_source.h")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()
