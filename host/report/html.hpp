#pragma once
#include "host/evaluate/outcomes.hpp"
#include "host/report/report.hpp"

#include <string>

namespace tlhost::engine {

/// report.html: one document without scripts that loads nothing; every text from outside is
/// escaped.
std::string report_html(const Outcomes& outcomes, const Provenance& provenance);

}  // namespace tlhost::engine
