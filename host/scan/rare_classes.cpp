#include "host/scan/rare_classes.hpp"

#include "host/data/record_fields.hpp"

#include <cstddef>
#include <set>
#include <string_view>

namespace tlhost::engine {

std::vector<std::string> rare_class_sentences(const RecordTable& table) {
  const std::size_t classes = table.info.classes.size();
  std::vector<std::set<std::string_view>> groups(classes);
  std::vector<std::size_t> records(classes, 0);
  for (const RecordRow& row : table.rows) {
    for (const std::int32_t label : row.labels) {
      groups.at(static_cast<std::size_t>(label)).insert(row.group);
      ++records.at(static_cast<std::size_t>(label));
    }
  }
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < classes; ++i) {
    if (groups[i].size() == 1) {
      sentences.push_back("class \"" + table.info.classes[i] + "\" has one group (" +
                          text_of_number(records[i]) + (records[i] == 1 ? " record" : " records") +
                          "): it cannot be learnt and tested, so no figure on test is of it");
    }
  }
  return sentences;
}

}  // namespace tlhost::engine
