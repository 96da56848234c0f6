#include "host/resolve/made_by.hpp"

#include "host/catalog/elf_note.hpp"
#include "host/store/digest.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstring>

namespace tlhost::engine {
namespace {

namespace json = boost::json;

json::object account_of(const Component& component) {
  json::object account = {
      {"component", std::string(table_of(component.kind)) + "/" + component.name},
      {"id", component.plugin},
      {"version", component.version},
      {"source", component.source},
      {"file", component.library},
      {"sha256", sha256_file(component.library)}};
  if (const auto note = read_elf(component.library).note) {
    account["sdk"] = std::to_string(note->sdk_major) + "." + std::to_string(note->sdk_minor);
    account["abi"] = std::string(note->abi_tag, strnlen(note->abi_tag, sizeof note->abi_tag));
  }
  if (component.insecure) {
    account["insecure"] = true;
  }
  return account;
}

}  // namespace

json::value made_by(const std::vector<const Component*>& components) {
  json::array plugins;
  for (const Component* component : components) {
    plugins.push_back(account_of(*component));
  }
  return {{"tlhost", TLHOST_VERSION}, {"plugins", std::move(plugins)}};
}

}  // namespace tlhost::engine
