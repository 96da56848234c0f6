#pragma once
#include <tlhost/abi.h>

#include <cstdint>

namespace tlhost::test {

/// What is wrong with a WrongModel.
enum class ModelFlaw : std::int64_t {
  none,
  refuses_grey,  ///< no flaw: it may
  throws_for_grey,
  own_generator,
  new_module_each_time,
  answers_any_query,
  sets_the_locale,
  shares_a_layer,
  first_thread_only,
  head_has_another_name,
  stages_share_a_name,
  dropout_in_no_stage,
  path_of_nothing,
  odd_parameter_name,
  layer_under_two_names,
  double_parameter,
  relu_behind_the_head,
  head_without_bias,
  wrong_layout,
  runs_on_no_image,
  subtracts_the_batch_mean,
  counts_calls,
  writes_its_input,
  looks_at_another_stage,
  looks_at_anothers_mode,
  weight_without_effect,
  counts_in_eval_mode,
  writes_a_parameter,
  hidden_weight,
  replaces_a_buffer,
  reads_raw_memory,
  divides_by_deviation,
  demands_float32,
  draws_in_eval_mode,
  own_dropout,
  unused_parameter
};

int create_wrong_model(const tlhost_create_args* args, void** out, tlhost_error* error);
void destroy_wrong_model(void* object);

}  // namespace tlhost::test
