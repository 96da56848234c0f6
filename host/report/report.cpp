#include "host/report/report.hpp"

#include "host/log/problem.hpp"
#include "host/report/csv.hpp"
#include "host/report/file_name.hpp"
#include "host/report/html.hpp"
#include "host/report/jsonl.hpp"
#include "host/report/medmnist_csv.hpp"
#include "host/report/text.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <set>

namespace tlhost::engine {

namespace {

namespace json = boost::json;

/// Writes files below one folder and remembers what they were.
class ReportFolder {
 public:
  explicit ReportFolder(std::string path) : path_(std::move(path)) {
    ensure_writable_folder(path_);
  }

  void write(const std::string& name, const std::string& bytes) {
    if (!names_.insert(name).second) {
      throw Refusal(Exit::bug,
                    {.code = "REPORT-FILE-TWICE",
                     .where = path_ + "/" + name,
                     .what = "two results have this file; expected one run a cell and seed",
                     .at = "",
                     .fix = ""});
    }
    write_file_atomically(path_ + "/" + name, bytes);
    files_.push_back(
        json::object{{"name", name}, {"bytes", bytes.size()}, {"sha256", sha256_hex(bytes)}});
  }

  void make_folder(const std::string& name) const { ensure_writable_folder(path_ + "/" + name); }

  /// Last: names all that was written.
  void finish(const Outcomes& outcomes, const Provenance& provenance) const {
    const json::object report = {{"format", 1},
                                 {"experiment", visible_text(outcomes.experiment)},
                                 {"plan", visible_text(provenance.plan_id)},
                                 {"tlhost", visible_text(provenance.tlhost)},
                                 {"files", files_}};
    write_file_atomically(path_ + "/report.json", canonical_json(report) + "\n");
  }

 private:
  std::string path_;
  std::set<std::string> names_;
  json::array files_;
};

void write_predictions(ReportFolder& folder, const Outcomes& outcomes) {
  std::set<std::string> made;
  const auto write = [&](const std::string& file, const std::string& text) {
    const std::string parent = file.substr(0, file.rfind('/'));
    if (made.insert(parent).second) {
      folder.make_folder(parent);
    }
    folder.write(file, text);
  };
  for (const CellOutcome& cell : outcomes.cells) {
    for (const RunOutcome& run : cell.runs) {
      if (run.status != RunStatus::ok) {
        continue;
      }
      write(prediction_file(run), predictions_csv(run.scores));
      if (!run.medmnist.empty()) {
        const MedMnistFile file = medmnist_file(run);
        write(file.name, file.text);
      }
    }
  }
}

}  // namespace

void write_report(const Outcomes& outcomes, const Provenance& provenance, const std::string& path) {
  ReportFolder folder(path);
  folder.write("results.csv", results_csv(outcomes));
  folder.write("metrics.jsonl", metrics_jsonl(outcomes));
  write_predictions(folder, outcomes);
  folder.write("report.html", report_html(outcomes, provenance));
  folder.finish(outcomes, provenance);
}

}  // namespace tlhost::engine
