#include "lbfgs.hpp"

#include <cmath>
#include <cstddef>
#include <deque>
#include <limits>

namespace tlhost {
namespace linear_probe {
namespace {

constexpr std::size_t kPairs = 10;
constexpr int kTrials = 60;

double dot(const at::Tensor& a, const at::Tensor& b) { return a.mul(b).sum().item<double>(); }

double largest(const at::Tensor& x) { return x.abs().max().item<double>(); }

struct Point {
  at::Tensor x, gradient;
  double value = 0;
};

Point evaluate(const Objective& objective, const at::Tensor& x) {
  Point point;
  point.x = x;
  point.value = objective(x, point.gradient);
  return point;
}

/// The last steps and what they did to the gradient: an approximation of the inverse Hessian.
class History {
 public:
  void add(const Point& from, const Point& to) {
    const at::Tensor step = to.x.sub(from.x);
    const at::Tensor change = to.gradient.sub(from.gradient);
    const double curvature = dot(step, change);
    if (curvature <= 1e-16 * dot(change, change)) {
      return;  // rounding has eaten it; the approximation must stay positive definite
    }
    pairs_.push_back({step, change, curvature});
    if (pairs_.size() > kPairs) {
      pairs_.pop_front();
    }
  }

  /// Minus the approximate inverse Hessian times the gradient (the two-loop recursion).
  at::Tensor direction(const at::Tensor& gradient) const {
    at::Tensor d = gradient.neg();
    std::deque<double> weights;
    for (auto pair = pairs_.rbegin(); pair != pairs_.rend(); ++pair) {
      weights.push_front(dot(pair->step, d) / pair->curvature);
      d.sub_(pair->change, weights.front());
    }
    if (pairs_.empty()) {
      return d.div_(gradient.norm());
    }
    d.mul_(pairs_.back().curvature / dot(pairs_.back().change, pairs_.back().change));
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      d.add_(pairs_[i].step, weights[i] - dot(pairs_[i].change, d) / pairs_[i].curvature);
    }
    return d;
  }

  void clear() { pairs_.clear(); }

  bool empty() const { return pairs_.empty(); }

 private:
  struct Pair {
    at::Tensor step, change;
    double curvature = 0;
  };

  std::deque<Pair> pairs_;
};

/// A point along the direction that is low enough and no longer steep; false if there is none in
/// double precision.
bool search(const Objective& objective, const at::Tensor& direction, Point& point) {
  const double slope = dot(point.gradient, direction);
  const double noise =
      1e-15 * (1 + std::abs(point.value));  // of the value, so that the last steps can be taken
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  double length = 1;
  for (int trial = 0; slope < 0 && trial < kTrials; ++trial) {
    Point next = evaluate(objective, point.x.add(direction, length));
    if (!(next.value <= point.value + 1e-4 * length * slope + noise)) {
      high = length;
    } else if (dot(next.gradient, direction) < 0.9 * slope) {
      low = length;
    } else {
      point = next;
      return true;
    }
    length = std::isinf(high) ? 2 * low : (low + high) / 2;
  }
  return false;
}

}  // namespace

Minimum minimise(const Objective& objective, const at::Tensor& start, const Limits& limits) {
  Point point = evaluate(objective, start);
  History history;
  double steepest = largest(point.gradient);
  for (std::int64_t i = 0; steepest > limits.gradient && i < limits.iterations; ++i) {
    const Point before = point;
    if (search(objective, history.direction(point.gradient), point)) {
      history.add(before, point);
    } else if (history.empty()) {
      break;  // not even steepest descent gets lower: this is as exact as double precision allows
    } else {
      history.clear();
    }
    steepest = largest(point.gradient);
  }
  return {point.x, point.value, steepest, steepest <= limits.gradient};
}

}  // namespace linear_probe
}  // namespace tlhost
