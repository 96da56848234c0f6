#pragma once
#include <tlhost/error.hpp>

#include <string>

namespace tlhost::hostile {

/// Throws an error of the SDK's family, if the deed is one.
inline void throw_by_name(const std::string& deed) {
  if (deed == "config_error") {
    throw ConfigError("configured on purpose");
  }
  if (deed == "data_error") {
    throw DataError("damaged on purpose");
  }
  if (deed == "resource_error") {
    throw ResourceError("exhausted on purpose");
  }
  if (deed == "not_applicable") {
    throw NotApplicable("not applicable on purpose");
  }
  if (deed == "control_bytes") {
    throw Error("bytes \x1b[31m\xff\xfe <b>&amp;\"', =1+1\n;line");
  }
}

}  // namespace tlhost::hostile
