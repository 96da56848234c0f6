# cmake --install: headers and find_package(tlhost_sdk) for plugins built outside this tree.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tlhost_sdk)
set_target_properties(tlhost_sdk PROPERTIES EXPORT_NAME sdk)
install(TARGETS tlhost_sdk EXPORT tlhost_sdk-targets)
install(EXPORT tlhost_sdk-targets NAMESPACE tlhost:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/tlhost_sdk-config.cmake.in
  ${PROJECT_BINARY_DIR}/tlhost_sdk-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tlhost_sdk-config-version.cmake
  VERSION ${TLHOST_SDK_VERSION} COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/tlhost_sdk-config.cmake ${PROJECT_BINARY_DIR}/tlhost_sdk-config-version.cmake
              ${PROJECT_SOURCE_DIR}/cmake/Torch.cmake ${PROJECT_SOURCE_DIR}/cmake/TlhostPlugin.cmake
              ${PROJECT_SOURCE_DIR}/cmake/tlhost_plugin.map ${PROJECT_SOURCE_DIR}/cmake/tlhost_plugin_source.cmake
        DESTINATION ${package_dir})
