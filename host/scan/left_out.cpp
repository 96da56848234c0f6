#include "host/scan/left_out.hpp"

#include "host/data/record_fields.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

namespace tlhost::engine {
namespace {

std::string first_of(const SkippedItem& item) {
  return ", the first: " + item.what + " (" + item.why + ")";
}

std::string counted(std::size_t count, const std::string& one, const std::string& several) {
  return text_of_number(count) + " " + (count == 1 ? one : several);
}

std::vector<SkippedItem> items_of(const RecordTable& table, bool samples) {
  std::vector<SkippedItem> items;
  std::copy_if(table.skipped.begin(),
               table.skipped.end(),
               std::back_inserter(items),
               [samples](const SkippedItem& item) { return item.sample == samples; });
  return items;
}

std::string sample_sentence(const std::vector<SkippedItem>& samples, std::size_t rows) {
  std::map<std::string, std::size_t> classes;
  for (const SkippedItem& item : samples) {
    ++classes[item.label];
  }
  std::string text;
  for (const auto& [name, count] : classes) {
    text += (text.empty() ? "" : ", ") + name + " " + text_of_number(count);
  }
  return text_of_number(samples.size()) + " of " +
         counted(samples.size() + rows, "sample", "samples") + " cannot be read and left out (" +
         text + ")" + first_of(samples.front());
}

std::string item_text(const SkippedItem& item) {
  const std::string part =
      item.split == Split::unspecified ? "" : ", " + std::string(word_of(item.split));
  return item.what + ": " + item.why + (item.sample ? " (" + item.label + part + ")" : "");
}

}  // namespace

std::vector<std::string> left_out_sentences(const RecordTable& table) {
  std::vector<std::string> sentences;
  const std::vector<SkippedItem> files = items_of(table, false), samples = items_of(table, true);
  if (!files.empty()) {
    sentences.push_back(counted(files.size(), "file", "files") + " left out" +
                        first_of(files.front()));
  }
  if (!samples.empty()) {
    sentences.push_back(sample_sentence(samples, table.rows.size()));
  }
  const auto test = std::count_if(samples.begin(), samples.end(), [](const SkippedItem& item) {
    return item.split == Split::test;
  });
  if (test > 0) {
    sentences.push_back("THE TEST PART IS NOT WHOLE: " +
                        counted(static_cast<std::size_t>(test), "sample", "samples") +
                        " of the publisher's test part left out; figures on test are of what "
                        "remains, and cannot be compared with those of others");
  }
  return sentences;
}

std::vector<std::string> left_out_items(const RecordTable& table, std::size_t most) {
  std::vector<SkippedItem> all = items_of(table, true);
  for (SkippedItem& item : items_of(table, false)) {
    all.push_back(std::move(item));
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < all.size() && i < most; ++i) {
    texts.push_back(item_text(all[i]));
  }
  if (all.size() > most) {
    texts.push_back("and " + text_of_number(all.size() - most) + " more");
  }
  return texts;
}

}  // namespace tlhost::engine
