#pragma once
#include "host/catalog/catalog.hpp"

#include <string>

namespace tlhost::engine {

/// What in a component's declarations contradicts itself or the rules of the experiment file: names
/// that are doubled, reserved or not [a-z][a-z0-9_]*, bounds that leave nothing, texts that are not
/// one line of UTF-8.  "": nothing.  Each parameter has passed parameter_facts() alone.
std::string component_problem(const ComponentFacts& component);

/// One line of UTF-8 without control characters.
bool is_one_line(const std::string& text);

}  // namespace tlhost::engine
