#include "host/scan/weights_job.hpp"

#include "host/catalog/component.hpp"
#include "host/process/child_context.hpp"
#include "host/scan/stat_cache.hpp"
#include "host/scan/wanted_tensors.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"
#include "host/weights/match.hpp"
#include "host/weights/safetensors.hpp"
#include "host/weights/weights_file.hpp"

#include <tlhost/error.hpp>
#include <tlhost/model.hpp>

#include <ATen/ATen.h>
#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace tlhost::engine {
namespace {

constexpr std::size_t kShownNames = 5;

/// The first few of many names.
std::string some_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShownNames); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > kShownNames
             ? text + " and " + std::to_string(names.size() - kShownNames) + " more"
             : text;
}

class WeightsJob {
 public:
  WeightsJob(const WeightsRequest& request, const Store& store, Channel& channel)
      : request_(request), store_(store), channel_(channel), context_(channel, "") {}

  void run() {
    const std::string real = std::filesystem::weakly_canonical(request_.file).string();
    const std::string identity = canonical_json({{"model", request_.model.key()},
                                                 {"channels", request_.channels},
                                                 {"size", request_.image_size},
                                                 {"least_fill", request_.least_fill},
                                                 {"kind", kTensorsKind}});
    StatCache cache(store_.scan_cache(real + "\nweights"));
    const FileStamp stamp = stamp_of(real);
    const RememberedRecord* known = cache.find(identity, stamp);
    const std::string key =
        known != nullptr && store_.find("tensors", known->sha256) ? known->sha256 : import();
    cache.remember(identity, {stamp, key, 0, 0, 0});
    cache.save();
    channel_.send({{"type", "weights"}, {"tensors", key}, {"summary", summary(key)}});
  }

 private:
  std::string import() {
    const Library library(request_.model.library);
    const ModelRequest wish{request_.channels, 2, request_.image_size};
    const Loaded<Model> model(create_object(library,
                                            library.entry(Kind::model, request_.model.name),
                                            request_.model.arguments,
                                            wish,
                                            context_));
    const std::string where = request_.model.plugin + " models/" + request_.model.name;
    context_.status("read " + request_.file);
    const WeightsFile file = read_weights_file(request_.file);
    MatchedWeights matched;
    at_the_door(where, [&] { matched = match_model(*model, file.tensors); });
    refuse_misfit(matched);
    return publish(file, matched);
  }

  void refuse_misfit(const MatchedWeights& matched) const {
    for (const auto& [name, tensor] : matched.tensors) {
      if (at::isFloatingType(tensor.scalar_type()) && !at::isfinite(tensor).all().item<bool>()) {
        throw refusal("\"" + name + "\" holds a number that is not finite",
                      "the file is broken, or its training diverged");
      }
    }
    if (matched.share >= request_.least_fill) {
      return;
    }
    const auto percent = [](double part) { return std::to_string(std::lround(100 * part)) + " %"; };
    std::string what = "it fills " + percent(matched.share) + " of the backbone of model \"" +
                       request_.model_name + "\"; expected " + percent(request_.least_fill) +
                       " at least";
    what += matched.missing.empty() ? "" : "; missing: " + some_of(matched.missing);
    what += matched.mismatched.empty() ? "" : "; other shapes: " + some_of(matched.mismatched);
    what += matched.unexpected.empty() ? "" : "; unknown: " + some_of(matched.unexpected);
    throw refusal(
        what, "name a file of the same architecture; \"least_fill\" of the source asks for less");
  }

  Refusal refusal(const std::string& what, const std::string& fix) const {
    return Refusal(
        Exit::bad_data,
        {"WEIGHTS-MATCH", request_.file, what, "/sources/" + request_.source + "/weights", fix});
  }

  std::string publish(const WeightsFile& file, const MatchedWeights& matched) const {
    NamedTensors sorted = matched.tensors;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.first < b.first;
    });
    Sha256 sha;
    for (const auto& [name, tensor] : sorted) {
      std::string header = name + " " + std::string(c10::toString(tensor.scalar_type()));
      for (const std::int64_t size : tensor.sizes()) {
        header += " " + std::to_string(size);
      }
      sha.add(header + "\n");
      sha.add(tensor.data_ptr(), tensor.nbytes());
    }
    const boost::json::value key{{"kind", kTensorsKind}, {"tensors", sha.hex()}};
    const std::string name = Store::key_of(key);
    if (!store_.find("tensors", name)) {
      const Draft draft = store_.begin(key);
      write_safetensors(draft.folder + "/weights.safetensors", sorted);
      const boost::json::value report{
          {"file", std::filesystem::path(request_.file).filename().string()},
          {"sha256", file.sha256},
          {"format", file.format},
          {"place", file.place},
          {"others", boost::json::value_from(file.others)},
          {"loaded", sorted.size()},
          {"share", matched.share},
          {"missing", boost::json::value_from(matched.missing)},
          {"unexpected", boost::json::value_from(matched.unexpected)},
          {"mismatched", boost::json::value_from(matched.mismatched)},
          {"adapted", boost::json::value_from(matched.adapted)},
          {"library", matched.library}};
      write_file_atomically(draft.folder + "/import.json", canonical_json(report));
      store_.publish(draft, {});
    }
    return name;
  }

  /// "x.pth (SHA-256 0123..), "state_dict" in it, 120 tensors, 100 % of the backbone, 2 not used"
  std::string summary(const std::string& key) const {
    const auto artefact = store_.find("tensors", key);
    if (!artefact) {
      return "";
    }
    const boost::json::value report = boost::json::parse(read_file(artefact->path("import.json")));
    const auto list = [&report](const char* name, const char* words) {
      const std::size_t size = report.at(name).as_array().size();
      return size == 0 ? "" : ", " + std::to_string(size) + " " + words;
    };
    const auto text = [&report](const char* name) {
      const boost::json::value* found =
          report.as_object().if_contains(name);  // older ones lack some
      return found == nullptr ? std::string() : std::string(found->as_string());
    };
    // Equal tensors are stored once, whichever file they came from first.
    const std::string file = std::filesystem::path(request_.file).filename().string();
    const std::string same = file == text("file") ? "" : "the tensors of " + text("file") + ", ";
    const std::string place = text("place");
    return file + " (" + same + "SHA-256 " + text("sha256").substr(0, 12) + "), " +
           (place.empty() ? "" : "\"" + place + "\" in it, ") +
           (text("library").empty() ? "" : "names of " + text("library") + ", ") +
           std::to_string(report.at("loaded").to_number<std::int64_t>()) + " tensors, " +
           std::to_string(std::lround(100 * report.at("share").to_number<double>())) +
           " % of the backbone" + list("missing", "missing") +
           list("mismatched", "of another shape") + list("adapted", "fitted in shape") +
           list("unexpected", "not used") + list("others", "other groups of tensors left out");
  }

  const WeightsRequest& request_;
  const Store& store_;
  Channel& channel_;
  ChildContext context_;
};

}  // namespace

int run_weights_job(const WeightsRequest& request, const Store& store, Channel& channel) {
  try {
    WeightsJob(request, store, channel).run();
    return 0;
  } catch (const DataError& error) {
    throw Refusal(Exit::bad_data,
                  {"WEIGHTS-FILE",
                   "source " + request.source,
                   error.what(),
                   "/sources/" + request.source + "/weights",
                   ""});
  } catch (const Error& error) {
    throw Refusal(Exit::plugin,
                  {"PLUGIN-FAILED",
                   "model " + request.model_name,
                   error.what(),
                   "",
                   "report this to the plugin's author"});
  }
}

}  // namespace tlhost::engine
