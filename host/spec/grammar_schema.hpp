#pragma once
#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace tlhost::engine {

/// JSON Schema, draft-07, of the experiment file, format 1, as far as it is known without any
/// component.  Each function stands beside the reader of the same thing and is made of the same
/// tables and limits.  "$ref"s go to grammar_definitions, and to "dataset", "model" and "strategy",
/// which the caller adds.

/// NAME
boost::json::object name_schema();
/// A NAME or GLOB, or a list of them.
boost::json::object names_schema();
/// A table of at least one entry; entry: its definition.
boost::json::object table_schema(const std::string& entry);

boost::json::object seeds_schema();
boost::json::object path_schema();
/// "budgets", and the budgets that a filter names.
boost::json::object budgets_schema();
boost::json::object budget_names_schema();
boost::json::object normalise_schema();
/// "on_bad_sample", and "relabel" of a dataset entry.
boost::json::object bad_samples_schema();
boost::json::object relabel_schema();
/// "image" of the file, of a dataset entry, and of a model entry.
boost::json::object image_schema();
boost::json::object dataset_image_schema();
boost::json::object image_size_schema();
/// One object of "include" or "exclude".
boost::json::object cells_schema();
/// An entry of "sources".
boost::json::object source_schema();
/// "normalise" has as many numbers as the file's image has channels: a condition on the whole file.
boost::json::array channel_conditions();

/// An entry that names a component, without the component's parameters.
struct EntryGrammar {
  boost::json::object schema;          ///< has "properties" and no other keys
  std::vector<std::string> kept = {};  ///< words that no parameter can have as its name
};

EntryGrammar dataset_grammar();
EntryGrammar model_grammar();
/// Of a strategy, and of a "pretrain".
EntryGrammar strategy_grammar();

/// What "$ref"s may go to, by name.
boost::json::object grammar_definitions();
/// The whole file, without "definitions".
boost::json::object file_schema();

}  // namespace tlhost::engine
