#include "host/scan/bad_samples.hpp"

#include "host/data/record_fields.hpp"
#include "host/log/problem.hpp"
#include "host/scan/record_reader.hpp"

#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::size_t kShownProblems = 1000;

std::string percent(double part) { return text_of_number(100 * part) + " %"; }

/// "3 of 200 samples"
std::string share_text(std::size_t bad, std::size_t all) {
  return text_of_number(bad) + " of " + text_of_number(all) + " samples";
}

bool above(std::size_t bad, std::size_t all, double part) {
  return static_cast<double>(bad) > part * static_cast<double>(all);
}

/// The class of a row in words; of several labels the first.
std::string class_of(const Listing& listing, const RecordRow& row) {
  return row.labels.empty()
             ? std::string("no label")
             : listing.table.info.classes.at(static_cast<std::size_t>(row.labels.front()));
}

}  // namespace

BadSamples::BadSamples(std::string dataset, const BadSampleRule& rule, const Listing& listing)
    : dataset_(std::move(dataset)), rule_(rule) {
  whole_.all = listing.table.rows.size();
  for (const RecordRow& row : listing.table.rows) {
    ++classes_[class_of(listing, row)].all;
  }
}

std::vector<std::size_t> BadSamples::take_out(const std::vector<std::string>& why,
                                              Listing& listing) {
  std::vector<std::size_t> taken;
  for (std::size_t i = 0; i < why.size(); ++i) {
    if (why[i].empty()) {
      continue;
    }
    const RecordRow& row = listing.table.rows[i];
    const std::string name = class_of(listing, row);
    bad_.push_back({row.path.empty() ? row.id : row.path, why[i], name, row.split, true});
    files_.push_back(file_of(listing, i));
    ++whole_.bad;
    ++classes_[name].bad;
    test_ += row.split == Split::test ? 1 : 0;
    taken.push_back(i);
  }
  if (!bad_.empty()) {
    const std::string bound = rule_.skip ? broken_bound() : "";
    if (!rule_.skip || !bound.empty()) {
      refuse(bound);
    }
  }
  erase_rows(listing.table.rows, taken);
  erase_rows(listing.records, taken);
  listing.table.skipped.insert(listing.table.skipped.end(),
                               bad_.end() - static_cast<std::ptrdiff_t>(taken.size()),
                               bad_.end());
  return taken;
}

std::string BadSamples::broken_bound() const {
  if (whole_.bad > static_cast<std::size_t>(rule_.most)) {
    return share_text(whole_.bad, whole_.all) + " cannot be read; \"most\" is " +
           text_of_number(rule_.most);
  }
  if (above(whole_.bad, whole_.all, rule_.part)) {
    return share_text(whole_.bad, whole_.all) + " cannot be read; \"part\" is " +
           text_of_number(rule_.part) + " (" + percent(rule_.part) + ")";
  }
  for (const auto& [name, share] : classes_) {
    if (above(share.bad, share.all, rule_.part_of_class)) {
      return share_text(share.bad, share.all) + " of class \"" + name +
             "\" cannot be read; \"part_of_class\" is " + text_of_number(rule_.part_of_class) +
             " (" + percent(rule_.part_of_class) + ")";
    }
  }
  if (test_ > 0 && !rule_.test) {
    return text_of_number(test_) + (test_ == 1 ? " sample" : " samples") +
           " of the publisher's test part cannot be read; \"test\" is false";
  }
  return "";
}

void BadSamples::refuse(const std::string& bound) const {
  std::vector<Problem> all;
  for (std::size_t i = 0; i < bad_.size() && i < kShownProblems; ++i) {
    const bool drawn = files_[i].empty();
    all.push_back({"DATA-IMAGE",
                   drawn ? "record " + bad_[i].what : files_[i],
                   bad_[i].why,
                   "dataset " + dataset_,
                   drawn        ? "report this to the plugin's author"
                   : rule_.skip ? "mend the file or take it out of the dataset"
                                : "mend the file, take it out of the dataset, or set "
                                  "\"on_bad_sample\": \"skip\""});
  }
  if (bad_.size() > kShownProblems) {
    all.push_back({"DATA-IMAGE",
                   "dataset " + dataset_,
                   std::to_string(bad_.size()) + " bad records in all",
                   "",
                   ""});
  }
  if (!bound.empty()) {
    all.push_back({"DATA-QUOTA",
                   "dataset " + dataset_,
                   bound,
                   "/datasets/" + dataset_ + "/on_bad_sample",
                   "mend the files, or raise that bound of \"on_bad_sample\""});
  }
  throw Refusal(Exit::bad_data, all);
}

}  // namespace tlhost::engine
