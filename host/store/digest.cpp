#include "host/store/digest.hpp"

#include "host/store/descriptor.hpp"

#include <tlhost/error.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <stdexcept>
#include <vector>

namespace tlhost::engine {

namespace {

EVP_MD_CTX* as_context(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr) {
    throw std::bad_alloc();
  }
  if (EVP_DigestInit_ex(as_context(context_), EVP_sha256(), nullptr) != 1) {
    EVP_MD_CTX_free(as_context(context_));
    throw std::runtime_error("OpenSSL offers no SHA-256");
  }
}

Sha256::~Sha256() { EVP_MD_CTX_free(as_context(context_)); }

void Sha256::add(const void* data, std::size_t size) {
  if (EVP_DigestUpdate(as_context(context_), data, size) != 1) {
    throw std::runtime_error("OpenSSL failed to take data into a SHA-256");
  }
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  if (EVP_DigestFinal_ex(as_context(context_), digest.data(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL failed to finish a SHA-256");
  }
  const std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sha;
  sha.add(bytes);
  return sha.hex();
}

std::string sha256_file(const std::string& path) {
  const Reading reading = open_for_reading(path);
  if (reading.error != 0) {
    throw DataError(path + ": cannot be read: " + reading.problem);
  }
  const auto digest = sha256_rest(reading.file);
  if (!digest) {
    throw DataError(path + ": cannot be read: " + error_words(errno));
  }
  return *digest;
}

std::optional<std::string> sha256_rest(const Descriptor& file) {
  constexpr std::size_t kPiece = 1 << 18;
  std::vector<char> piece(kPiece);
  Sha256 sha;
  while (true) {
    const auto count = read_fully(file, piece.data(), piece.size());
    if (count < 0) {
      return std::nullopt;
    }
    sha.add(piece.data(), static_cast<std::size_t>(count));
    if (static_cast<std::size_t>(count) < piece.size()) {
      return sha.hex();
    }
  }
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace tlhost::engine
