#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlhost::engine {

class Descriptor;

/// SHA-256 by OpenSSL, fed in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(const void* data, std::size_t size);

  void add(std::string_view text) { add(text.data(), text.size()); }

  /// Lower-case hex, 64 characters; once.
  std::string hex();

 private:
  void* context_ = nullptr;
};

std::string sha256_hex(std::string_view bytes);
/// Of a file's bytes.  Errors: DataError if it cannot be read.
std::string sha256_file(const std::string& path);
/// Of what is left to read of an open file; nothing, with errno, when reading fails.
std::optional<std::string> sha256_rest(const Descriptor& file);
/// Whether `text` is spelt as hex() spells: 64 characters of 0-9 and a-f.
bool is_sha256(std::string_view text);

}  // namespace tlhost::engine
