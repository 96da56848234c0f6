# Debian's libtorch is content with the reference BLAS, which is 39 times slower.  An executable that links OpenBLAS
# ahead of libtorch gets its sgemm_ everywhere, whatever the machine's alternatives say.
find_library(TLHOST_OPENBLAS NAMES openblas PATH_SUFFIXES openblas-pthread openblas-serial openblas-openmp REQUIRED)
add_library(tlhost_openblas INTERFACE)
target_link_options(tlhost_openblas INTERFACE "LINKER:--push-state,--no-as-needed,${TLHOST_OPENBLAS},--pop-state")
