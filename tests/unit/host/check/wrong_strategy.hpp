#pragma once
#include <tlhost/abi.h>

#include <cstdint>

namespace tlhost::test {

/// What is wrong with a WrongStrategy.
enum class StrategyFlaw : std::int64_t {
  none,           ///< trains the head, then all stages
  centroids,      ///< no flaw: a linear classifier from the means of the classes; draws nothing
  earlier_stage,  ///< no flaw: that on the stem's features
  only_sources,   ///< no flaw: not applicable from scratch
  never_applicable,
  needs_validation,
  learns_the_contrary,
  refuses_known_classes,
  foreign_exception,
  phase_name_twice,
  phase_trained_twice,
  phase_never_trained,
  does_nothing,
  trains_behind_linear,
  linear_twice,
  features_of_the_head,
  draws,
  writes_a_frozen_weight,
  writes_a_frozen_buffer,
  sets_the_locale,
  answers_any_query,
  remembers_classes,
  random_device,
  looks_at_the_process,
  reads_the_new_head,
  trains_the_head_for_nothing,
  swallows,
  wraps,
  remembers_a_failure,
  remembers_cancelling,
  leaves_a_file,
  looks_at_gradients
};

int create_wrong_strategy(const tlhost_create_args* args, void** out, tlhost_error* error);
void destroy_wrong_strategy(void* object);

/// Forgets what strategies kept in the process and outside: as a new process begins.
void forget_wrong_strategies();

}  // namespace tlhost::test
