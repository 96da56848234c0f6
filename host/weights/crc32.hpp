#pragma once
#include <cstddef>
#include <cstdint>

namespace tlhost::engine {

/// CRC-32 of zip archives (reflected 0x04C11DB7), continued: 0 begins.  With carry-less
/// multiplication where the processor has it, else zlib's, which is six times slower.
std::uint32_t crc32_of(std::uint32_t crc, const void* data, std::size_t size);

}  // namespace tlhost::engine
