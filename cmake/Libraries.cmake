# The libraries of the host, beside LibTorch (Torch.cmake).
find_package(Boost 1.81 REQUIRED COMPONENTS json)
# Debian's narrow OpenCV packages come without OpenCV's own CMake package.
find_path(TLHOST_OPENCV_INCLUDE opencv2/imgcodecs.hpp PATH_SUFFIXES opencv4 REQUIRED)
add_library(tlhost_opencv INTERFACE)
target_include_directories(tlhost_opencv SYSTEM INTERFACE ${TLHOST_OPENCV_INCLUDE})
foreach(part IN ITEMS core imgcodecs)
  find_library(TLHOST_OPENCV_${part} opencv_${part} REQUIRED)
  target_link_libraries(tlhost_opencv INTERFACE ${TLHOST_OPENCV_${part}})
endforeach()
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(XXHASH REQUIRED libxxhash>=0.8)  # used as a header only
pkg_check_modules(TURBOJPEG REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
