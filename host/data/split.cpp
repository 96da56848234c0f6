#include "host/data/split.hpp"

#include "host/data/folds.hpp"
#include "host/data/group_pool.hpp"
#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace tlhost::engine {
namespace {

using Rows = std::vector<std::int64_t>;

const RecordRow& at(const RecordTable& table, std::int64_t row) {
  return table.rows[static_cast<std::size_t>(row)];
}

const char* word(Split split) {
  switch (split) {
    case Split::train:
      return "train";
    case Split::validation:
      return "validation";
    case Split::test:
      return "test";
    case Split::unspecified:
      break;
  }
  return "unspecified";
}

void check_request(const SplitRequest& request) {
  const double test = request.official    ? 0
                      : request.folds > 0 ? 1 / static_cast<double>(request.folds)
                                          : request.test;
  const bool parts = test >= 0 && request.validation >= 0 && test + request.validation < 1;
  if (!parts) {  // also where one of them is not a number
    throw ConfigError("split: test " + text_of_number(test) + " and validation " +
                      text_of_number(request.validation) +
                      "; expected parts from 0 on that leave something for training");
  }
  if (request.official && request.naive) {
    throw ConfigError("split: a naive split is drawn, and \"official\" is not");
  }
}

/// Rows that carry a label, after their names were checked.
Rows labelled_rows(const RecordTable& table) {
  Rows rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const RecordRow& record = table.rows[i];
    if (!is_labelled(table, record)) {
      continue;
    }
    for (const std::int32_t label : record.labels) {
      if (label < 0 || static_cast<std::size_t>(label) >= table.info.classes.size()) {
        throw DataError("record '" + record.id + "': label " + text_of_number(label) +
                        "; expected a label below " + text_of_number(table.info.classes.size()));
      }
    }
    if (record.group.empty() || record.stratum.empty()) {
      throw DataError("record '" + record.id + "' has no group or no stratum");
    }
    rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

/// Two records of one group in different parts of the publisher.
std::string torn_text(const RecordRow& a, const RecordRow& b) {
  return "group '" + a.group + "' in '" + word(a.split) + "' (record '" + a.id + "') and '" +
         word(b.split) + "' (record '" + b.id + "')";
}

void check_publisher_groups(const RecordTable& table, const Rows& rows) {
  constexpr std::size_t kMostNamed = 20;
  std::map<std::string_view, const RecordRow*> first;
  std::map<std::string_view, std::string> torn;
  for (const std::int64_t row : rows) {
    const RecordRow& record = at(table, row);
    const RecordRow& other = *first.try_emplace(record.group, &record).first->second;
    if (other.split != record.split) {
      torn.try_emplace(record.group, torn_text(other, record));
    }
  }
  if (torn.empty()) {
    return;
  }
  std::string text = text_of_number(torn.size()) +
                     (torn.size() == 1 ? " group stands in two" : " groups stand in two") +
                     " of the publisher's parts; use the protocol \"holdout\", or mend the parts: ";
  std::size_t named = 0;
  for (const auto& item : torn) {
    if (named == kMostNamed) {
      text += ", and " + text_of_number(torn.size() - named) + " more";
      break;
    }
    text += (named++ == 0 ? "" : ", ") + item.second;
  }
  throw DataError(text);
}

SplitRows publisher_parts(const RecordTable& table, const Rows& rows) {
  SplitRows parts;
  for (const std::int64_t row : rows) {
    switch (at(table, row).split) {
      case Split::train:
        parts.train.push_back(row);
        break;
      case Split::validation:
        parts.validation.push_back(row);
        break;
      case Split::test:
        parts.test.push_back(row);
        break;
      case Split::unspecified:
        throw DataError("record '" + at(table, row).id +
                        "' is in none of the publisher's parts; the protocol \"official\" needs "
                        "train, validation or test for every labelled record");
    }
  }
  if (parts.test.empty()) {
    throw DataError(
        "no labelled record is in a publisher's test part; use the protocol "
        "\"holdout\"");
  }
  return parts;
}

/// Draws a part that must not be empty if it was asked for.
Rows draw_part(GroupPool& pool, const PartRequest& request, std::string_view name) {
  Rows rows = pool.draw(request);
  if (rows.empty() && request.part > 0) {
    throw DataError("the " + std::string(name) + " part (" + text_of_number(request.part) +
                    " of the records) would be empty: no class and no stratum has a group to "
                    "spare; give more groups, or set it to 0");
  }
  return rows;
}

SplitRows official_split(const RecordTable& table, const Rows& rows, const SplitRequest& request) {
  SplitRows parts = publisher_parts(table, rows);
  check_publisher_groups(table, rows);
  if (parts.validation.empty()) {
    GroupPool pool(table, parts.train);
    const PartRequest cut{"split.validation", request.validation_seed, request.validation, false};
    parts.validation = draw_part(pool, cut, "validation");
    parts.train = pool.rest();
  }
  return parts;
}

SplitRows holdout_split(const RecordTable& table, const Rows& rows, const SplitRequest& request) {
  GroupPool pool(table, rows);
  SplitRows parts;
  const PartRequest test{"split.test", request.test_seed, request.test, request.validation > 0};
  parts.test = draw_part(pool, test, "test");
  const PartRequest validation{
      "split.validation", request.validation_seed, request.validation, false};
  parts.validation = draw_part(pool, validation, "validation");
  parts.train = pool.rest();
  return parts;
}

SplitRows folds_split(const RecordTable& table, const Rows& rows, const SplitRequest& request) {
  const std::vector<Rows> folds = draw_folds(table, rows, {request.folds, request.test_seed});
  SplitRows parts;
  parts.test = folds.at(static_cast<std::size_t>(request.test_fold));
  Rows others;
  std::set_difference(
      rows.begin(), rows.end(), parts.test.begin(), parts.test.end(), std::back_inserter(others));
  GroupPool pool(table, others);
  const double part = request.validation * static_cast<double>(rows.size()) /
                      static_cast<double>(std::max<std::size_t>(1, others.size()));
  const PartRequest validation{"split.validation", request.validation_seed, part, false};
  parts.validation = draw_part(pool, validation, "validation");
  parts.train = pool.rest();
  return parts;
}

SplitRows drawn_parts(const RecordTable& table, const Rows& rows, const SplitRequest& request) {
  if (request.official) {
    return official_split(table, rows, request);
  }
  return request.folds > 0 ? folds_split(table, rows, request)
                           : holdout_split(table, rows, request);
}

/// The same records, each a group of its own.
RecordTable without_groups(RecordTable table) {
  for (RecordRow& record : table.rows) {
    record.group = record.id;
  }
  return table;
}

void check_classes(const RecordTable& table, const Rows& rows, const Rows& train) {
  std::vector<std::int64_t> all(table.info.classes.size(), 0);
  std::vector<std::int64_t> kept(table.info.classes.size(), 0);
  const auto count = [&table](const Rows& which, std::vector<std::int64_t>& counts) {
    for (const std::int64_t row : which) {
      for (const std::int32_t label : at(table, row).labels) {
        ++counts[static_cast<std::size_t>(label)];
      }
    }
  };
  count(rows, all);
  count(train, kept);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] == 0) {
      throw DataError("class '" + table.info.classes[i] + "' has no record left for training (" +
                      text_of_number(all[i]) + " in all); add records of it, or drop the class");
    }
  }
}

}  // namespace

SplitRows draw_split(const RecordTable& table, const SplitRequest& request) {
  check_request(request);
  const Rows rows = limited_rows(table, labelled_rows(table), request.limit);
  if (rows.empty()) {
    throw DataError("no record carries a label; a split needs labelled records");
  }
  SplitRows parts = request.naive ? drawn_parts(without_groups(table), rows, request)
                                  : drawn_parts(table, rows, request);
  check_classes(table, rows, parts.train);
  parts.train = budget_rows(table, parts.train, request.budget);
  parts.validation = budget_rows(table, parts.validation, request.validation_budget);
  return parts;
}

}  // namespace tlhost::engine
