# Warnings of our own code; headers of libraries are SYSTEM and exempt.
add_library(tlhost_warnings INTERFACE)
target_compile_options(tlhost_warnings INTERFACE -Wall -Wextra -Wpedantic)
# g++ 12 sees an overlap in every std::string that begins with a literal (GCC bug 105651).
target_compile_options(tlhost_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(TLHOST_WERROR)
  target_compile_options(tlhost_warnings INTERFACE -Werror)
endif()
