# The packages of Debian 12 that the program and its plugins need, for a machine without dpkg-shlibdeps, which finds them by
# itself; tests/experiments/test_deb.py compares the two.
string(JOIN ", " TLHOST_DEBIAN_DEPENDS
  libboost-json1.81.0 libc6 libgcc-s1 liblinear4 libopenblas0 libopencv-core406 libopencv-imgcodecs406
  libgdcm3.0 libspdlog1.10-fmt9 libfmt9 libssl3 libstdc++6 libtorch1.13 libturbojpeg0
  libzip4 zlib1g)
