#include "liblinear.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <linear.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost {
namespace svm_features {
namespace {

/// Whether LIBLINEAR has warned since this was reset; its print hook carries no context, hence the
/// static.
bool& warned() {
  static thread_local bool value = false;
  return value;
}

void listen(const char* text) {
  if (std::string_view(text).find("WARNING") != std::string_view::npos) {
    warned() = true;
  }
}

/// The samples as LIBLINEAR reads them: sparse rows, counted from 1, ended by -1, the last feature
/// a constant 1.
class Rows {
 public:
  Rows(const at::Tensor& x, const at::Tensor& labels) {
    const at::Tensor values = x.to(at::kDouble).contiguous();
    const at::Tensor classes = labels.to(at::kLong).contiguous();
    const std::int64_t n = values.size(0);
    const std::int64_t d = values.size(1);
    const double* value = values.data_ptr<double>();
    std::vector<std::size_t> starts;
    for (std::int64_t i = 0; i < n; ++i) {
      starts.push_back(nodes_.size());
      for (std::int64_t j = 0; j < d; ++j, ++value) {
        if (*value != 0) {
          nodes_.push_back({static_cast<int>(j + 1), *value});
        }
      }
      nodes_.push_back({static_cast<int>(d + 1), 1});
      nodes_.push_back({-1, 0});
      y_.push_back(static_cast<double>(classes.data_ptr<std::int64_t>()[i]));
    }
    for (const std::size_t start : starts) {
      rows_.push_back(&nodes_[start]);
    }
    problem_.l = static_cast<int>(n);
    problem_.n = static_cast<int>(d + 1);
    problem_.y = y_.data();
    problem_.x = rows_.data();
    problem_.bias = 1;
  }

  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  const ::problem& problem() const { return problem_; }

 private:
  std::vector<::feature_node> nodes_;
  std::vector<::feature_node*> rows_;
  std::vector<double> y_;
  ::problem problem_{};
};

struct FreeModel {
  void operator()(::model* trained) const { free_and_destroy_model(&trained); }
};

using Trained = std::unique_ptr<::model, FreeModel>;

/// Trains on rows; counts are the samples of each class.
Trained train(const Rows& rows, const std::vector<std::int64_t>& counts, const Options& options) {
  std::vector<int> labels;
  std::vector<double> weights;
  for (std::size_t i = 0; options.balanced && i < counts.size(); ++i) {
    if (counts[i] > 0) {
      const double share = static_cast<double>(counts.size()) * static_cast<double>(counts[i]);
      labels.push_back(static_cast<int>(i));
      weights.push_back(rows.problem().l / share);
    }
  }
  ::parameter parameter{};
  parameter.solver_type = options.squared_hinge ? L2R_L2LOSS_SVC : L2R_L1LOSS_SVC_DUAL;
  parameter.eps = options.squared_hinge ? 1e-6 : 1e-4;
  parameter.C = options.c;
  parameter.nr_weight = static_cast<int>(labels.size());
  parameter.weight_label = labels.data();
  parameter.weight = weights.data();
  if (const char* const refusal = check_parameter(&rows.problem(), &parameter)) {
    throw Error(std::string("LIBLINEAR: ") + refusal);
  }
  set_print_string_function(&listen);
  warned() = false;
  std::srand(1);  // the order in which the dual solver visits the samples
  return Trained(::train(&rows.problem(), &parameter));
}

/// LIBLINEAR's weights [D+1, classifiers] as one row a class; its classes come in the order of
/// their first sample.
at::Tensor rows_of(const ::model& trained, std::int64_t classes) {
  const std::int64_t d = trained.nr_feature + 1;
  const std::int64_t columns = trained.nr_class == 2 ? 1 : trained.nr_class;
  const at::Tensor w = at::from_blob(trained.w, {d, columns}, at::kDouble).t();
  at::Tensor rows = at::zeros({classes, d}, w.options());
  rows.select(1, -1).fill_(-1);
  for (std::int64_t i = 0; i < trained.nr_class; ++i) {
    const bool negative = columns == 1 && i == 1;
    rows.select(0, trained.label[i]).copy_(negative ? w[0].neg() : w[columns == 1 ? 0 : i]);
  }
  return rows;
}

}  // namespace

Margins one_versus_rest(const at::Tensor& x,
                        const at::Tensor& labels,
                        std::int64_t classes,
                        const Options& options) {
  const at::Tensor counted = labels.bincount({}, classes);
  const std::int64_t* first = counted.data_ptr<std::int64_t>();
  const std::vector<std::int64_t> counts(first, first + classes);
  if (std::count(counts.begin(), counts.end(), 0) + 1 >= classes) {
    throw Error("an SVM needs training samples of at least two classes");
  }
  const Rows rows(x, labels);
  const Trained trained = train(rows, counts, options);
  const at::Tensor all = rows_of(*trained, classes);
  return {all.slice(1, 0, -1), all.select(1, -1), !warned()};
}

Margins one_a_label(const at::Tensor& x, const at::Tensor& targets, const Options& options) {
  Margins all;
  all.weight = at::zeros({targets.size(1), x.size(1)}, x.options().dtype(at::kDouble));
  all.bias = at::zeros({targets.size(1)}, all.weight.options());
  all.converged = true;
  bool any = false;
  for (std::int64_t label = 0; label < targets.size(1); ++label) {
    const at::Tensor column = targets.select(1, label);
    const at::Tensor known = column.isnan().logical_not().nonzero().flatten();
    const at::Tensor y = column.index_select(0, known).to(at::kLong);
    const std::int64_t positive = y.sum().item<std::int64_t>();
    if (positive == 0 || positive == y.size(0)) {
      all.bias[label] = positive == 0 ? -1 : 1;
      continue;
    }
    any = true;
    const Margins one = one_versus_rest(x.index_select(0, known), y, 2, options);
    all.weight.select(0, label).copy_(one.weight[1]);
    all.bias[label] = one.bias[1];
    all.converged = all.converged && one.converged;
  }
  if (!any) {
    throw Error("an SVM needs training samples with a label and without it");
  }
  return all;
}

}  // namespace svm_features
}  // namespace tlhost
