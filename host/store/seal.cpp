#include "host/store/digest.hpp"
#include "host/store/manifest.hpp"

namespace tlhost::engine {

namespace {

constexpr std::string_view kStart = "{\"seal\":\"";
constexpr std::size_t kHash = 64;

std::string sealed_with(const std::string& hash, std::string_view object_text) {
  const std::string_view rest = object_text.substr(1);
  return std::string(kStart) + hash + (rest == "}" ? "\"" : "\",") + std::string(rest);
}

}  // namespace

std::string seal(const std::string& object_text) {
  return sealed_with(sha256_hex(object_text), object_text);
}

std::optional<std::string> unseal(std::string_view text) {
  if (text.substr(0, kStart.size()) != kStart || text.size() < kStart.size() + kHash + 2) {
    return std::nullopt;
  }
  const std::string hash(text.substr(kStart.size(), kHash));
  std::string_view rest = text.substr(kStart.size() + kHash + 1);
  if (rest[0] == ',') {
    rest.remove_prefix(1);
  }
  const std::string object_text = "{" + std::string(rest);
  // Not the parsed value but the text is compared: reals need not survive a parser bit by bit.
  if (sha256_hex(object_text) != hash || sealed_with(hash, object_text) != text) {
    return std::nullopt;
  }
  return object_text;
}

}  // namespace tlhost::engine
