#pragma once
#include "host/plan/plan.hpp"
#include "host/scan/scan.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// A record as the audit speaks of it.
struct AuditedRecord {
  std::string dataset, id;
  std::string role;  ///< "train", "validation" or "test" of a leak; the classes of a conflict
  bool operator==(const AuditedRecord&) const = default;
};

/// Two records that are one image.
struct SameImage {
  AuditedRecord first, second;
  bool operator==(const SameImage&) const = default;
};

/// Two records whose images look alike.
struct NearCopy {
  AuditedRecord first, second;
  double likeness = 0;  ///< kNearCopy..1
  bool operator==(const NearCopy&) const = default;
};

/// What the data of a plan have in common that they should not.
struct Audit {
  std::size_t images = 0;            ///< that were compared
  std::vector<SameImage> leaks;      ///< learnt from, and held out: no number could be trusted
  std::vector<SameImage> allowed;    ///< the same, but the experiment lets them pass
  std::vector<NearCopy> near;        ///< likewise, but for images that are not equal
  bool near_are_all = true;          ///< false: there are more, and they were not looked for
  std::vector<SameImage> conflicts;  ///< one image with two labels
};

/// Compares the decoded pixels of what a plan learns from with what it holds out: every fit behind
/// a prediction, those of its source too, with the test records; the training part of a fit with
/// its validation part.  And the labels of equal images within a dataset.  What looks alike is
/// compared likewise; records that the rule allows are not in `near`.  Naive cells are passed over:
/// they are run because they leak.  Pure.
/// Errors: Refusal(usage) AUDIT-ALLOW for allowed records that do not exist.
Audit audit(const Plan& plan, const Scans& scans, const AuditRule& rule);

/// Errors: Refusal(bad_data) AUDIT-DUPLICATE with the first leaks and their number, if there are
/// any.
void refuse_leaks(const Audit& audit);

/// What `tlhost audit` prints.
std::string audit_text(const Audit& audit);
std::string audit_json(const Audit& audit);
/// The same for the report: names and values.
std::vector<std::pair<std::string, std::string>> audit_facts(const Audit& audit);
/// A sentence for the log about each kind of thing that does not stop the run.
std::vector<std::string> audit_warnings(const Audit& audit);

}  // namespace tlhost::engine
