#include "host/check/listed.hpp"

#include "host/check/recorded_make.hpp"
#include "host/check/verdicts.hpp"
#include "host/data/random.hpp"

#include <algorithm>
#include <deque>
#include <numeric>

namespace tlhost::engine {
namespace {

class Collector final : public Records {
 public:
  Record& add() override { return records.emplace_back(); }

  void skip(std::string_view what, std::string_view why) override {
    skipped.emplace_back(what, why);
  }

  std::deque<Record> records;
  std::vector<std::pair<std::string, std::string>> skipped;
};

bool alike(const Record& a, const Record& b) {
  return id_of(a) == id_of(b) && a.labels == b.labels && a.unknown == b.unknown &&
         a.attributes == b.attributes && a.group == b.group && a.stratum == b.stratum &&
         a.split == b.split && a.frame == b.frame;
}

}  // namespace

std::string id_of(const Record& record) {
  if (!record.id.empty()) {
    return record.id;
  }
  return record.frame > 0 ? record.path + "#" + std::to_string(record.frame) : record.path;
}

std::string file_of(const Record& record, const DatasetInfo& info) {
  const std::string& path = record.path;
  return path.empty() || path[0] == '/' || info.root.empty() ? path : info.root + "/" + path;
}

Loaded<Dataset> make_dataset(const Subject& subject, const Arguments& arguments) {
  return Loaded<Dataset>(make_object(subject, arguments));
}

Listed list(Dataset& dataset, Context& context) {
  Collector collector;
  Listed listed;
  dataset.index(context, listed.info, collector);
  listed.records.assign(std::make_move_iterator(collector.records.begin()),
                        std::make_move_iterator(collector.records.end()));
  std::stable_sort(listed.records.begin(),
                   listed.records.end(),
                   [](const Record& a, const Record& b) { return id_of(a) < id_of(b); });
  listed.skipped = std::move(collector.skipped);
  return listed;
}

std::string difference(const Listed& first, const Listed& second) {
  if (first.info.classes != second.info.classes) {
    return "the classes, or their order, differ";
  }
  if (first.records.size() != second.records.size()) {
    return "there are " + std::to_string(first.records.size()) + " records, then " +
           std::to_string(second.records.size());
  }
  for (std::size_t i = 0; i < first.records.size(); ++i) {
    if (!alike(first.records[i], second.records[i])) {
      return "record \"" + id_of(first.records[i]) + "\" differs from \"" +
             id_of(second.records[i]) + "\" in its place";
    }
  }
  return "";
}

std::vector<Record> sample(const Listed& listed, std::size_t most, std::uint64_t seed) {
  Stream stream(seed, "check sample");
  std::vector<std::size_t> rows(listed.records.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::vector<Record> drawn;
  const std::size_t count = std::min(most, rows.size());
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(rows[i], rows[i + stream.below(rows.size() - i)]);
  }
  std::sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    drawn.push_back(listed.records[rows[i]]);
  }
  return drawn;
}

Test dataset_test(std::string name,
                  std::function<Verdict(const Subject&, Dataset&, const Listed&)> run) {
  return {std::move(name), "dataset", [run = std::move(run)](const Subject& subject) {
            if (!verdict::all_given(subject)) {
              return verdict::skip_not_given(subject);
            }
            const Loaded<Dataset> dataset = make_dataset(subject, subject.arguments);
            const Listed listed = list(*dataset, *subject.context);
            return run(subject, *dataset, listed);
          }};
}

}  // namespace tlhost::engine
