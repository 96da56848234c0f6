#include "host/audit/find_similar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

// Exact, and without a distance for most pairs.  Looks are directions, so two that are alike are
// near points on a sphere: squared distance 2 - 2 cos.  Their numbers are ordered by how much they
// vary in these data.  Points are sorted by the first, which leaves a window of candidates to each;
// of these most differ too much in the first eight alone.  What is left is compared in whole
// numbers.

namespace tlhost::engine {
namespace {

constexpr std::size_t kFirst = 8;

/// Squared distance of two directions of just enough likeness, and a bit for rounding.
const float kReach = static_cast<float>(2 - 2 * kNearCopy + 1e-4);

/// A look's place in the search.
struct Point {
  std::array<float, kFirst> start{};  ///< the numbers that vary most
  std::int64_t row = 0;
};

std::vector<double> direction(const Look& look) {
  std::vector<double> unit(look.numbers.begin(), look.numbers.end());
  const double length = std::sqrt(std::inner_product(unit.begin(), unit.end(), unit.begin(), 0.0));
  for (double& value : unit) {
    value /= length;
  }
  return unit;
}

using Order = std::array<std::size_t, kFirst>;

/// The numbers that vary most, most of all first.
Order varying(const std::vector<const std::vector<Look>*>& all) {
  std::vector<double> sum(Look::kNumbers), squares(Look::kNumbers);
  double count = 0;
  for (const std::vector<Look>* looks : all) {
    for (const Look& look : *looks) {
      if (!look.is_flat()) {
        ++count;
        const std::vector<double> unit = direction(look);
        for (std::size_t i = 0; i < unit.size(); ++i) {
          sum[i] += unit[i];
          squares[i] += unit[i] * unit[i];
        }
      }
    }
  }
  std::array<std::size_t, Look::kNumbers> numbers{};
  std::iota(numbers.begin(), numbers.end(), 0);
  const auto spread = [&](std::size_t i) { return squares[i] * count - sum[i] * sum[i]; };
  std::stable_sort(numbers.begin(), numbers.end(), [&](std::size_t a, std::size_t b) {
    return spread(a) > spread(b);
  });
  Order order{};
  std::copy_n(numbers.begin(), kFirst, order.begin());
  return order;
}

std::vector<Point> sorted_points(const std::vector<Look>& looks, const Order& order) {
  std::vector<Point> points;
  for (std::size_t row = 0; row < looks.size(); ++row) {
    if (looks[row].is_flat()) {
      continue;
    }
    const std::vector<double> unit = direction(looks[row]);
    Point point;
    point.row = static_cast<std::int64_t>(row);
    for (std::size_t i = 0; i < kFirst; ++i) {
      point.start[i] = static_cast<float>(unit[order[i]]);
    }
    points.push_back(point);
  }
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return std::pair(a.start[0], a.row) < std::pair(b.start[0], b.row);
  });
  return points;
}

/// Straight through: a branch in here would cost more than it spares.
bool may_be_near(const Point& a, const Point& b) {
  float sum = 0;
  for (std::size_t i = 0; i < kFirst; ++i) {
    const float difference = a.start[i] - b.start[i];
    sum += difference * difference;
  }
  return sum <= kReach;
}

class Search {
 public:
  Search(const std::vector<Look>& first, const std::vector<Look>& second, std::size_t most)
      : first_(first), second_(second), most_(most) {}

  Similar within() {
    const std::vector<Point> points = sorted_points(first_, varying({&first_}));
    for (std::size_t i = 0; i < points.size() && found_.all; ++i) {
      compare(points[i], points, i + 1);
    }
    return result();
  }

  Similar between() {
    const Order order = varying({&first_, &second_});
    const std::vector<Point> a = sorted_points(first_, order), b = sorted_points(second_, order);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < a.size() && found_.all; ++i) {
      while (begin < b.size() && b[begin].start[0] < a[i].start[0] - reach_) {
        ++begin;
      }
      compare(a[i], b, begin);
    }
    return result();
  }

 private:
  /// With the others from `begin` to the end of the window.
  void compare(const Point& point, const std::vector<Point>& others, std::size_t begin) {
    const float end = point.start[0] + reach_;
    for (std::size_t j = begin; j < others.size() && others[j].start[0] <= end; ++j) {
      if (may_be_near(point, others[j])) {
        keep_if_near(point.row, others[j].row);
      }
    }
  }

  void keep_if_near(std::int64_t a, std::int64_t b) {
    const double alike =
        likeness(first_[static_cast<std::size_t>(a)], second_[static_cast<std::size_t>(b)]);
    if (alike < kNearCopy) {
      return;
    }
    found_.all = found_.pairs.size() < most_;
    if (found_.all) {
      const bool swap = &first_ == &second_ && b < a;
      found_.pairs.push_back({swap ? b : a, swap ? a : b, alike});
    }
  }

  Similar result() {
    std::sort(found_.pairs.begin(), found_.pairs.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first, a.second) < std::pair(b.first, b.second);
    });
    return std::move(found_);
  }

  const std::vector<Look>& first_;
  const std::vector<Look>& second_;
  const std::size_t most_;
  const float reach_ = std::sqrt(kReach);
  Similar found_;
};

}  // namespace

Similar similar_within(const std::vector<Look>& looks, std::size_t most) {
  return Search(looks, looks, most).within();
}

Similar similar_between(const std::vector<Look>& first,
                        const std::vector<Look>& second,
                        std::size_t most) {
  return Search(first, second, most).between();
}

}  // namespace tlhost::engine
