#include "host/catalog/inspect.hpp"
#include "host/log/printable.hpp"
#include "host/log/problem.hpp"

#include <tlhost/abi.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::size_t kWidth = 10;  // of the first column

/// Rows of a name and a value; of several values the name stands before the first.
class Rows {
 public:
  std::string text;

  void add(const std::string& name, const std::string& value) {
    text += name + std::string(name.size() < kWidth ? kWidth - name.size() : 1, ' ') +
            printable(value) + "\n";
  }

  void add_all(const std::string& name, const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      add(i == 0 ? name : "", values[i]);
    }
    if (values.empty()) {
      add(name, "nothing");
    }
  }
};

std::string version_text(int major, int minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

std::string sdk_text(const tlhost_note& note) {
  const bool fits = note.sdk_major == TLHOST_SDK_MAJOR && note.sdk_minor <= TLHOST_SDK_MINOR;
  return version_text(note.sdk_major, note.sdk_minor) +
         (fits ? "  ok" : "  differs: this tlhost offers ") +
         (fits ? "" : version_text(TLHOST_SDK_MAJOR, TLHOST_SDK_MINOR));
}

std::vector<std::string> tag_lines(const std::vector<TagField>& tag) {
  std::vector<std::string> lines;
  for (const TagField& field : tag) {
    lines.push_back(field.name + "=" + field.plugin +
                    (field.fits ? "  ok" : "  differs: this tlhost has " + field.host));
  }
  return lines;
}

std::vector<std::string> export_lines(const Inspection& inspection) {
  if (!inspection.exports.readable) {
    return {"its table of symbols cannot be read"};
  }
  std::vector<std::string> lines;
  for (const std::string& name : inspection.exports.names) {
    const auto& surplus = inspection.surplus;
    const bool extra = std::find(surplus.begin(), surplus.end(), name) != surplus.end();
    lines.push_back(name + (extra ? "  not asked for: hide it, as tlhost_add_plugin does" : ""));
  }
  if (inspection.exports.more) {
    lines.push_back("and more");
  }
  return lines;
}

boost::json::array printable_array(const std::vector<std::string>& texts) {
  boost::json::array all;
  for (const std::string& text : texts) {
    all.emplace_back(printable(text));
  }
  return all;
}

boost::json::value refused_json(const std::optional<RejectedPlugin>& refused) {
  if (!refused) {
    return nullptr;
  }
  return {{"step", refused->step},
          {"reason", printable(refused->reason)},
          {"remedy", printable(refused->remedy)}};
}

}  // namespace

std::string inspection_text(const Inspection& inspection) {
  const tlhost_note& note = *inspection.elf.note;
  Rows rows;
  rows.add("file", inspection.path);
  rows.add("size", std::to_string(inspection.size) + " bytes");
  rows.add("SHA-256", inspection.sha256);
  rows.add("format", "ELF, 64 bits, shared library for " + inspection.elf.machine);
  rows.add("plugin", std::string(note.plugin_id) + " " + note.plugin_version);
  rows.add("SDK", sdk_text(note));
  rows.add_all("ABI tag", tag_lines(inspection.tag));
  rows.add_all("needs", inspection.elf.needed);
  if (!inspection.elf.run_path.empty()) {
    rows.add("looks in", inspection.elf.run_path);
  }
  rows.add_all("exports", export_lines(inspection));
  if (inspection.refused) {
    rows.add("accepted", "no: " + inspection.refused->reason);
    rows.add("step", inspection.refused->step);
    rows.add("fix", inspection.refused->remedy);
  } else {
    rows.add("accepted", "yes, by all that can be read without loading it");
  }
  if (!inspection.insecure.empty()) {
    rows.add("but", "only with --insecure-plugins: " + inspection.insecure);
  }
  return std::move(rows.text);
}

std::string inspection_json(const Inspection& inspection) {
  const tlhost_note& note = *inspection.elf.note;
  boost::json::array tag;
  for (const TagField& field : inspection.tag) {
    tag.push_back({{"name", printable(field.name)},
                   {"plugin", printable(field.plugin)},
                   {"host", field.host},
                   {"fits", field.fits}});
  }
  boost::json::object json{{"path", printable(inspection.path)},
                           {"size", inspection.size},
                           {"sha256", inspection.sha256},
                           {"machine", inspection.elf.machine},
                           {"id", printable(note.plugin_id)},
                           {"version", printable(note.plugin_version)},
                           {"sdk", version_text(note.sdk_major, note.sdk_minor)},
                           {"host_sdk", version_text(TLHOST_SDK_MAJOR, TLHOST_SDK_MINOR)},
                           {"tag", std::move(tag)},
                           {"needed", printable_array(inspection.elf.needed)},
                           {"run_path", printable(inspection.elf.run_path)},
                           {"exports_readable", inspection.exports.readable},
                           {"exports", printable_array(inspection.exports.names)},
                           {"surplus_exports", printable_array(inspection.surplus)},
                           {"accepted", !inspection.refused},
                           {"refused", refused_json(inspection.refused)}};
  if (!inspection.insecure.empty()) {
    json["insecure"] = printable(inspection.insecure);
  }
  return boost::json::serialize(json) + "\n";
}

}  // namespace tlhost::engine
