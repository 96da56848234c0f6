#include "host/store/manifest.hpp"

#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/layout.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <stdexcept>

namespace tlhost::engine {

namespace {

/// A member that must be there.
const boost::json::value& member(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(boost::json::string_view(name.data(), name.size()));
  if (value == nullptr) {
    throw std::runtime_error("manifest.json lacks \"" + std::string(name) + "\"");
  }
  return *value;
}

[[noreturn]] void refuse_form(std::string_view name, const std::string& expected) {
  throw std::runtime_error("manifest.json: \"" + std::string(name) + "\" is not " + expected);
}

std::string text_member(const boost::json::object& object, std::string_view name) {
  const auto* text = member(object, name).if_string();
  if (text == nullptr) {
    refuse_form(name, "text");
  }
  return {text->data(), text->size()};
}

std::string hash_member(const boost::json::object& object, std::string_view name) {
  std::string text = text_member(object, name);
  if (!is_sha256(text)) {
    refuse_form(name, "a SHA-256");
  }
  return text;
}

/// Calls `take` with each object of an array.
template <typename Take>
void for_objects(const boost::json::object& object, std::string_view name, Take take) {
  const auto* array = member(object, name).if_array();
  if (array == nullptr) {
    refuse_form(name, "a list");
  }
  for (const auto& item : *array) {
    if (!item.is_object()) {
      refuse_form(name, "a list of objects");
    }
    take(item.get_object());
  }
}

ArtefactFile parse_file(const boost::json::object& object) {
  ArtefactFile file{.name = text_member(object, "name"), .sha256 = hash_member(object, "sha256")};
  const auto& bytes = member(object, "bytes");
  if (!bytes.is_int64() || bytes.get_int64() < 0) {
    refuse_form("bytes", "a number of bytes");
  }
  file.bytes = static_cast<std::uint64_t>(bytes.get_int64());
  if (!is_file_name(file.name)) {
    refuse_form("name", "a plain file name");
  }
  return file;
}

std::string plain_text(const Manifest& manifest) {
  boost::json::array inputs;
  for (const auto& input : manifest.inputs) {
    inputs.push_back({{"kind", input.kind}, {"key", input.key}, {"digest", input.digest}});
  }
  boost::json::array files;
  for (const auto& file : manifest.files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return canonical_json({{"format", manifest.format},
                         {"kind", manifest.kind},
                         {"key", manifest.key},
                         {"status", manifest.status},
                         {"reason", manifest.reason},
                         {"inputs", inputs},
                         {"base", manifest.base},
                         {"files", files},
                         {"digest", manifest.digest},
                         {"class", manifest.numeric_class},
                         {"made_by", manifest.made_by}});
}

}  // namespace

std::string digest_of(const std::vector<ArtefactFile>& files) {
  std::vector<std::string> lines;
  for (const auto& file : files) {
    lines.push_back(file.name + " " + file.sha256 + "\n");
  }
  std::sort(lines.begin(), lines.end());
  Sha256 sha;
  for (const auto& line : lines) {
    sha.add(line);
  }
  return sha.hex();
}

std::string manifest_text(const Manifest& manifest) { return seal(plain_text(manifest)); }

Manifest parse_manifest(const std::string& text) {
  const auto plain = unseal(text);
  if (!plain) {
    throw std::runtime_error("manifest.json does not fit its own checksum");
  }
  const auto value = boost::json::parse(*plain);
  const auto* object = value.if_object();
  if (object == nullptr || !member(*object, "format").is_int64()) {
    throw std::runtime_error("manifest.json has no \"format\"");
  }
  Manifest manifest;
  manifest.format = member(*object, "format").get_int64();
  if (manifest.format > kArtefactFormat) {
    return manifest;
  }
  manifest.kind = text_member(*object, "kind");
  manifest.key = hash_member(*object, "key");
  manifest.status = text_member(*object, "status");
  manifest.reason = text_member(*object, "reason");
  manifest.base = text_member(*object, "base");
  for_objects(*object, "inputs", [&](const boost::json::object& input) {
    manifest.inputs.push_back({.kind = text_member(input, "kind"),
                               .key = hash_member(input, "key"),
                               .digest = hash_member(input, "digest")});
  });
  for_objects(*object, "files", [&](const boost::json::object& file) {
    manifest.files.push_back(parse_file(file));
  });
  manifest.digest = hash_member(*object, "digest");
  manifest.numeric_class = member(*object, "class");
  manifest.made_by = member(*object, "made_by");
  const bool known = manifest.status == "ok" || manifest.status == "diverged";
  if (manifest.format < 1 || !known || manifest.digest != digest_of(manifest.files)) {
    throw std::runtime_error("manifest.json contradicts itself");
  }
  return manifest;
}

}  // namespace tlhost::engine
