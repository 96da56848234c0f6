#pragma once
#include "host/catalog/catalog.hpp"

#include <optional>
#include <string>

namespace tlhost::engine {

/// [a-z][a-z0-9_-]*: what a component may be called.
bool is_component_name(const std::string& name);

/// The kind behind an interface id ("tlhost.model/1"), or nothing.
std::optional<Kind> kind_of_interface(const std::string& interface_id);

/// Why this tlhost does not know the interface, in words: another revision of one that it knows, or
/// another interface altogether.
std::string unknown_interface(const std::string& interface_id);

/// What in a component's declarations contradicts itself or the rules of the experiment file: names
/// that are doubled, reserved or not [a-z][a-z0-9_]*, bounds that leave nothing, texts that are not
/// one line of UTF-8.  "": nothing.  Each parameter has passed parameter_facts() alone.
std::string component_problem(const ComponentFacts& component);

/// One line of UTF-8 without control characters.
bool is_one_line(const std::string& text);

}  // namespace tlhost::engine
