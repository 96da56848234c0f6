#pragma once
#include "host/plan/plan.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tlhost::engine {

/// Revisions of what jobs compute: one more whenever their results change ("Numbers move" in the
/// changelog).
inline constexpr const char* kFitKind = "fit/1";
inline constexpr const char* kPredictKind = "predict/1";

/// Key of a fit: all that its bytes depend on.  init: the key of the fit that it starts from, or
/// "".
boost::json::value fit_key(const FitJob& job,
                           const RecordTable& table,
                           const std::string& init,
                           const std::string& torch);
/// Key of a prediction.  fit: the key of the fit that is used.
boost::json::value predict_key(const PredictJob& job,
                               const std::string& fit,
                               const NumericRule& numeric,
                               const std::string& torch);

boost::json::value to_json(const TrainingRule& training);
boost::json::value to_json(const NumericRule& numeric);
boost::json::value to_json(const NormaliseRule& normalise);

/// Names the images of some rows, without their labels.
std::string images_id(const RecordTable& table, const std::vector<std::int64_t>& rows);

}  // namespace tlhost::engine
