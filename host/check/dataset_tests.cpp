#include "host/check/dataset_parts.hpp"
#include "host/check/listed.hpp"
#include "host/check/verdicts.hpp"
#include "host/data/utf8.hpp"
#include "host/data/view.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>

namespace tlhost::engine {
namespace {

using Complaints = std::vector<std::string>;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

Verdict has_classes(const Subject&, Dataset&, const Listed& listed) {
  const std::vector<std::string>& classes = listed.info.classes;
  if (classes.size() < 2) {
    return verdict::fail("it has " + std::to_string(classes.size()) + " classes");
  }
  return std::set<std::string>(classes.begin(), classes.end()).size() == classes.size()
             ? verdict::pass()
             : verdict::fail("two classes have the same name");
}

Verdict has_records(const Subject&, Dataset&, const Listed& listed) {
  return listed.records.empty() ? verdict::fail("it lists none") : verdict::pass();
}

/// One label within the classes; multilabel: any number, each once.
bool label_fits(const Record& record, const DatasetInfo& info) {
  const bool several = info.labelling == Labelling::multilabel;
  std::vector<std::int32_t> all = record.labels;
  all.insert(all.end(), record.unknown.begin(), record.unknown.end());
  const bool within = std::all_of(all.begin(), all.end(), [&info](std::int32_t label) {
    return label >= 0 && static_cast<std::size_t>(label) < info.classes.size();
  });
  const bool once = std::set<std::int32_t>(all.begin(), all.end()).size() == all.size();
  return within && once && (several || (record.labels.size() == 1 && record.unknown.empty()));
}

Verdict labels(const Subject&, Dataset&, const Listed& listed) {
  Complaints complaints;
  for (const Record& record : listed.records) {
    if (!label_fits(record, listed.info)) {
      complaints.push_back(
          "record " + quoted(id_of(record)) + " has " + std::to_string(record.labels.size()) +
          " labels" +
          (record.labels.empty() ? "" : ", the first " + std::to_string(record.labels[0])));
    }
  }
  return verdict::of(complaints);
}

Verdict every_class(const Subject&, Dataset&, const Listed& listed) {
  std::set<std::size_t> found;
  for (const Record& record : listed.records) {
    if (label_fits(record, listed.info)) {
      found.insert(record.labels.begin(), record.labels.end());
    }
  }
  Complaints complaints;
  for (std::size_t label = 0; label < listed.info.classes.size(); ++label) {
    if (found.count(label) == 0) {
      complaints.push_back("no record is of class " + quoted(listed.info.classes[label]));
    }
  }
  return verdict::of(complaints);
}

Verdict unique_ids(const Subject&, Dataset&, const Listed& listed) {
  Complaints complaints;
  for (std::size_t i = 0; i < listed.records.size(); ++i) {
    const std::string id = id_of(listed.records[i]);
    if (id.empty() || (i > 0 && id_of(listed.records[i - 1]) == id)) {
      complaints.push_back(id.empty() ? "an empty id" : quoted(id) + " is used twice");
    }
  }
  return verdict::of(complaints);
}

Verdict ids_without_places(const Subject&, Dataset&, const Listed& listed) {
  Complaints complaints;
  const std::string& root = listed.info.root;
  for (const Record& record : listed.records) {
    const std::string id = id_of(record);
    const bool holds_root = root.size() > 1 && id.find(root) != std::string::npos;
    if (holds_root || (!id.empty() && id[0] == '/')) {
      complaints.push_back(quoted(id));
    }
  }
  return verdict::of(complaints);
}

Verdict group_is(const Subject&, Dataset&, const Listed& listed) {
  return listed.info.group_is.empty()
             ? verdict::fail("group_is is empty; say \"patient\", \"lesion\", ... or \"none\"")
             : verdict::pass();
}

Verdict channels(const Subject&, Dataset&, const Listed& listed) {
  const std::int32_t found = listed.info.channels;
  return found == 1 || found == 3 ? verdict::pass()
                                  : verdict::fail("channels is " + std::to_string(found));
}

Verdict origin(const Subject&, Dataset&, const Listed& listed) {
  Complaints complaints;
  if (listed.info.licence.empty()) {
    complaints.emplace_back("licence is empty");
  }
  if (listed.info.citation.empty()) {
    complaints.emplace_back("citation is empty");
  }
  return verdict::of(complaints, Status::warn);
}

Verdict texts(const Subject&, Dataset&, const Listed& listed) {
  const DatasetInfo& info = listed.info;
  Complaints all = info.classes, complaints;
  all.insert(all.end(),
             {info.collection, info.group_is, info.version, info.citation, info.licence, info.url});
  for (const std::string& text : all) {
    if (!is_utf8(text)) {
      complaints.push_back(quoted(text));
    }
  }
  return verdict::of(complaints);
}

Verdict groups(const Subject&, Dataset&, const Listed& listed) {
  std::map<std::string, Split> split_of;
  std::set<std::string> crossing;
  for (const Record& record : listed.records) {
    if (!record.group.empty() &&
        split_of.emplace(record.group, record.split).first->second != record.split) {
      crossing.insert("group " + quoted(record.group) + " lies in several parts");
    }
  }
  return verdict::of({crossing.begin(), crossing.end()}, Status::warn);
}

Verdict reasons(const Subject&, Dataset&, const Listed& listed) {
  Complaints complaints;
  for (const auto& [what, why] : listed.skipped) {
    if (what.empty() || why.empty()) {
      complaints.push_back("what: " + quoted(what) + ", why: " + quoted(why));
    }
  }
  return verdict::of(complaints);
}

Verdict files(const Subject&, Dataset&, const Listed& listed) {
  Complaints complaints;
  std::error_code error;
  const std::string root =
      std::filesystem::weakly_canonical(listed.info.root, error).string() + "/";
  bool any = false;
  for (const Record& record : listed.records) {
    const std::string file = file_of(record, listed.info);
    if (file.empty() && listed.info.own_pixels) {
      continue;
    }
    any = true;
    const std::string real = std::filesystem::weakly_canonical(file, error).string();
    if (file.empty() || !std::filesystem::is_regular_file(file, error)) {
      complaints.push_back(quoted(file) + " is no regular file");
    } else if (listed.info.root.empty() || real.rfind(root, 0) != 0) {
      complaints.push_back(quoted(file) + " does not lie below root, " + quoted(listed.info.root));
    }
  }
  return any ? verdict::of(complaints) : verdict::skip("its images are drawn, without files");
}

Verdict decodable(const Subject& subject, Dataset&, const Listed& listed) {
  constexpr std::size_t kSample = 8;
  constexpr std::uint64_t kMostBytes = 256u << 20;
  if (listed.info.own_pixels) {
    return verdict::skip("it makes its images itself");
  }
  set_up_decoders();
  Complaints complaints;
  for (const Record& record : sample(listed, kSample, subject.seed)) {
    const std::string file = file_of(record, listed.info);
    try {
      decode_image(read_regular_file(file, kMostBytes));
    } catch (const Error& error) {
      complaints.push_back(file + ": " + error.what());
    }
  }
  return verdict::of(complaints);
}

}  // namespace

std::vector<Test> dataset_tests() {
  std::vector<Test> tests{
      dataset_test("it has two classes at least, with different names", &has_classes),
      dataset_test("it lists records", &has_records),
      dataset_test("every record has one label within the classes", &labels),
      dataset_test("every class has records", &every_class),
      dataset_test("no id is empty or used twice", &unique_ids),
      dataset_test("no id holds the place where the data lie", &ids_without_places),
      dataset_test("it says what its groups are", &group_is),
      dataset_test("it has one channel or three", &channels),
      dataset_test("it states licence and citation", &origin),
      dataset_test("its texts are UTF-8", &texts),
      dataset_test("no group lies in several of the publisher's parts", &groups),
      dataset_test("what it leaves out has a name and a reason", &reasons),
      dataset_test("its files are regular files below its root", &files),
      dataset_test("the host can decode a sample of its files", &decodable)};
  for (std::vector<Test> more : {listing_tests(), image_tests()}) {
    std::move(more.begin(), more.end(), std::back_inserter(tests));
  }
  return tests;
}

}  // namespace tlhost::engine
