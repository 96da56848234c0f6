# tlhost_add_plugin(<kind> <id> SOURCES a.cpp ... [LINK target ...] [TORCH] [OUTPUT_DIRECTORY dir]
#                   [NO_CHECK] [CHECK_CONFIG parameters.json])
#
# One plugin: target tlhost_plugin_<id>, file <id>.so below <build>/plugins/<kind>, with hidden visibility, no undefined
# symbols, two exported ones and no soname.
# kind: datasets | models | strategies.  TORCH: the plugin uses tensors (models and strategies always do).
# The SHA-256 of its sources and of the headers beside them goes into its descriptor: it is the plugin's identity in
# every result, so list all sources.
#
# Where the program is known (tlhost::tlhost, from the package or this tree), the test check.<id> runs `tlhost check` on the
# library; call enable_testing() for ctest to see it.  NO_CHECK, or TLHOST_PLUGIN_CHECKS=OFF for all plugins: no such test.
# CHECK_CONFIG: the parameters that it makes the components with, for those that have no usable defaults.
# TLHOST_PLUGIN_LINK: what all plugins of a folder link, beside their own LINK.
include_guard(GLOBAL)

function(tlhost_add_plugin kind id)
  cmake_parse_arguments(PARSE_ARGV 2 arg "TORCH;NO_CHECK" "OUTPUT_DIRECTORY;CHECK_CONFIG" "SOURCES;LINK")
  tlhost_refuse_plugin_arguments()
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/plugins/${kind}")
  endif()

  set(target tlhost_plugin_${id})
  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE tlhost::sdk ${arg_LINK} ${TLHOST_PLUGIN_LINK})
  if(arg_TORCH OR NOT kind STREQUAL "datasets")
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/Torch.cmake")
    target_link_libraries(${target} PRIVATE tlhost::torch)
  endif()
  # The same run path before and after installation: a plugin brings no folder in which a second LibTorch could lie.
  set_target_properties(${target} PROPERTIES
    PREFIX "" SUFFIX ".so" OUTPUT_NAME ${id} NO_SONAME ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN" LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT_DIRECTORY}")
  tlhost_link_plugin(${target})
  tlhost_hash_plugin_sources(${target} ${arg_SOURCES})
  tlhost_check_plugin(${target} ${id})
endfunction()

# What is wrong with the call is said in words, before anything is built.
function(tlhost_refuse_plugin_arguments)
  set(call "tlhost_add_plugin(${kind} ${id})")
  if(NOT kind MATCHES "^(datasets|models|strategies)$")
    message(FATAL_ERROR "tlhost_add_plugin: kind is \"${kind}\"; expected datasets, models or strategies")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "${call}: no SOURCES")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${call}: unknown argument ${arg_UNPARSED_ARGUMENTS}; expected SOURCES, LINK, TORCH, "
                        "OUTPUT_DIRECTORY, NO_CHECK or CHECK_CONFIG")
  endif()
  foreach(word IN ITEMS OUTPUT_DIRECTORY CHECK_CONFIG)
    if(word IN_LIST arg_KEYWORDS_MISSING_VALUES)
      message(FATAL_ERROR "${call}: nothing stands behind ${word}")
    endif()
  endforeach()
endfunction()

function(tlhost_link_plugin target)
  set(exports "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/tlhost_plugin.map")
  target_link_options(${target} PRIVATE "LINKER:--version-script=${exports}")
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${exports}")
  # What is missing is an error here, with its name, and not when somebody loads the plugin.  Sanitizers are in the program.
  if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize" AND NOT TLHOST_SANITIZE)
    target_link_options(${target} PRIVATE "LINKER:-z,defs" "LINKER:--no-allow-shlib-undefined")
  endif()
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  get_target_property(options ${target} LINK_OPTIONS)
  set(flags "${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS_${type}} ${options}")
  if(flags MATCHES "-static-libstdc\\+\\+")
    message(WARNING "${target} is linked with -static-libstdc++: it gets a C++ runtime of its own beside the one of tlhost. "
                    "Leave the flag out")
  endif()
endfunction()

# The test check.<id>, if the program is known.
function(tlhost_check_plugin target id)
  if(arg_NO_CHECK OR NOT TARGET tlhost::tlhost OR (DEFINED TLHOST_PLUGIN_CHECKS AND NOT TLHOST_PLUGIN_CHECKS))
    return()
  endif()
  set(command $<TARGET_FILE:tlhost::tlhost> check $<TARGET_FILE:${target}>)
  if(arg_CHECK_CONFIG)
    cmake_path(ABSOLUTE_PATH arg_CHECK_CONFIG BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    if(NOT EXISTS "${arg_CHECK_CONFIG}")
      message(FATAL_ERROR "tlhost_add_plugin(${id}): CHECK_CONFIG ${arg_CHECK_CONFIG} does not exist")
    endif()
    list(APPEND command --config "${arg_CHECK_CONFIG}")
  endif()
  add_test(NAME check.${id} COMMAND ${command})
  set_tests_properties(check.${id} PROPERTIES LABELS check)
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
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/tlhost_plugin_source.cmake")
  add_custom_command(
    OUTPUT "${folder}/tlhost_plugin_source.h"
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" "-DROOT=${CMAKE_CURRENT_SOURCE_DIR}"
            "-DOUTPUT=${folder}/tlhost_plugin_source.h" -P "${script}"
    DEPENDS ${files} "${script}" VERBATIM)
  target_sources(${target} PRIVATE "${folder}/tlhost_plugin_source.h")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()
