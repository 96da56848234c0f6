# cpack -G DEB: one Debian package of everything, below /usr.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tlhost)
set(CPACK_PACKAGE_VENDOR "tlhost developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compare transfer-learning strategies on small medical-imaging data sets")
set(CPACK_PACKAGE_DESCRIPTION "\
Which source data, which architecture and which transfer strategy give the
best classifier on a small medical-imaging data set, and how sure can one be?
One JSON file names sources, targets, models, strategies and seeds; tlhost runs
the whole grid, survives being killed, and leaves a report in which every
number has an uncertainty and can be reproduced.
.
Datasets, models and strategies are plugins.  The headers and the CMake package
for writing them (tlhost_sdk) are included.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "tlhost developers <developers@tlhost.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# Who writes plugins needs these; who runs experiments does not.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake (>= 3.25), g++, libtorch-dev")
# dpkg-shlibdeps (of dpkg-dev; CPack asks `file` what to show it) knows which packages the libraries are of.
find_program(TLHOST_SHLIBDEPS dpkg-shlibdeps)
find_program(TLHOST_FILE file)
if(TLHOST_SHLIBDEPS AND TLHOST_FILE)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
else()
  include(DebianDepends)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "${TLHOST_DEBIAN_DEPENDS}")
endif()
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/DebianLayout.cmake)
include(CPack)
