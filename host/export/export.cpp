#include "host/export/export.hpp"

#include "host/export/find_fit.hpp"
#include "host/export/write_export.hpp"
#include "host/log/exception_text.hpp"
#include "host/log/printable.hpp"
#include "host/process/child.hpp"
#include "host/process/refusal_message.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 4> kEndings{
    {{".safetensors", "safetensors"},
     {".pth", "pth"},
     {".pt", "torchscript"},
     {".ts", "torchscript"}}};

bool ends_with(const std::string& text, const std::string& ending) {
  return text.size() > ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

std::string format_of(const ExportRequest& request) {
  if (!request.format.empty()) {
    return request.format;
  }
  for (const auto& [ending, format] : kEndings) {
    if (ends_with(request.file, ending)) {
      return format;
    }
  }
  throw Refusal(Exit::usage,
                {"EXPORT-FORMAT",
                 request.file,
                 "its ending says no format; expected .safetensors, .pth or .pt (TorchScript)",
                 "",
                 "name it by --format safetensors, pth or torchscript"});
}

void refuse_present(const std::string& file) {
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, error))) {
    throw Refusal(
        Exit::output,
        {"EXPORT-FILE", file, "it is there already", "", "name another file, or remove it"});
  }
}

void refuse_unfinished(const Plan& plan, const PlannedRun& run, const Store& store) {
  const std::string& key = plan.jobs[run.fit].key;
  const auto artefact = store.find("fit", key);
  const bool usable = artefact && artefact->manifest.status == "ok";
  if (!usable) {
    throw Refusal(Exit::bad_data,
                  {"EXPORT-UNFINISHED",
                   "fit " + key.substr(0, 12) + " (" + words_of(run) + ")",
                   artefact ? artefact->manifest.status + ": " + artefact->manifest.reason
                            : "the store does not hold it",
                   "",
                   artefact ? "choose another run" : "run the experiment first"});
  }
}

/// Runs the child; what it could not do, in words.  Errors: the child's Refusal.
std::string reason_of(const std::function<void(Channel&)>& write) {
  Child child = Child::start("", [&](Channel& channel) {
    try {
      write(channel);
      channel.send({{"type", "written"}});
      return 0;
    } catch (const Refusal&) {
      throw;
    } catch (const std::exception& error) {
      channel.send({{"type", "reason"}, {"reason", text_of(error)}});
    }
    return 1;
  });
  bool written = false;
  std::string reason;
  std::optional<Refusal> refused;
  const ChildExit ended = child.listen([&](const boost::json::value& message) {
    const boost::json::object& fields = message.as_object();
    if (fields.at("type").as_string() == "error") {
      refused = refusal_from_message(message);
    }
    written = written || fields.at("type").as_string() == "written";
    if (fields.at("type").as_string() == "reason") {
      reason = printable(fields.at("reason").as_string());
    }
  });
  if (refused) {
    throw *refused;
  }
  return written ? "" : reason.empty() ? "its process ended with " + ended.text() : reason;
}

}  // namespace

std::string export_fit(const Plan& plan,
                       const Scans& scans,
                       const Store& store,
                       const ExportRequest& request) {
  ExportRequest known = request;
  known.format = format_of(request);
  const PlannedRun& run = find_run(plan, request.fit);
  refuse_present(known.file);
  if (known.format != "safetensors") {
    refuse_present(known.file + ".json");
  }
  refuse_unfinished(plan, run, store);
  const std::string reason =
      reason_of([&](Channel& channel) { write_export(plan, run, scans, store, known, channel); });
  if (!reason.empty()) {
    throw Refusal(Exit::plugin,
                  {"EXPORT-MODEL", plan.jobs[run.fit].fit->model.name, reason, "", ""});
  }
  return known.file + ": " + words_of(run) + ", as " + known.format;
}

}  // namespace tlhost::engine
