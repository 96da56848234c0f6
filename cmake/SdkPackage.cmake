# find_package(tlhost_sdk) for plugins built outside this tree, from the build folder and from where tlhost is installed:
# targets tlhost::sdk and tlhost::tlhost (the program), function tlhost_add_plugin().
include(CMakePackageConfigHelpers)
set(TLHOST_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/tlhost_sdk)
set(exported tlhost_sdk)
if(TLHOST_HOST)
  list(APPEND exported tlhost)
endif()

# The build folder: -Dtlhost_sdk_DIR=<build>, or <build> in CMAKE_PREFIX_PATH.
set(TLHOST_PACKAGE_MODULES "${PROJECT_SOURCE_DIR}/cmake")
export(TARGETS ${exported} NAMESPACE tlhost:: FILE ${PROJECT_BINARY_DIR}/tlhost_sdk-targets.cmake)
configure_file(${PROJECT_SOURCE_DIR}/cmake/tlhost_sdk-config.cmake.in ${PROJECT_BINARY_DIR}/tlhost_sdk-config.cmake @ONLY)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tlhost_sdk-config-version.cmake
  VERSION ${TLHOST_SDK_VERSION} COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)

# The install tree.  Everything is found relative to the package's own folder, so the prefix may be moved.
if(TLHOST_INSTALL)
  set(TLHOST_PACKAGE_MODULES "\${folder}")
  configure_file(${PROJECT_SOURCE_DIR}/cmake/tlhost_sdk-config.cmake.in
                 ${PROJECT_BINARY_DIR}/installed/tlhost_sdk-config.cmake @ONLY)
  install(TARGETS ${exported} EXPORT tlhost_sdk-targets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(EXPORT tlhost_sdk-targets NAMESPACE tlhost:: DESTINATION ${TLHOST_PACKAGE_DIR})
  install(FILES ${PROJECT_BINARY_DIR}/installed/tlhost_sdk-config.cmake
                ${PROJECT_BINARY_DIR}/tlhost_sdk-config-version.cmake
                ${PROJECT_SOURCE_DIR}/cmake/Torch.cmake ${PROJECT_SOURCE_DIR}/cmake/TlhostPlugin.cmake
                ${PROJECT_SOURCE_DIR}/cmake/tlhost_plugin.map ${PROJECT_SOURCE_DIR}/cmake/tlhost_plugin_source.cmake
          DESTINATION ${TLHOST_PACKAGE_DIR})
endif()
