#include "host/audit/find_copies.hpp"

#include <set>
#include <string_view>
#include <unordered_map>

namespace tlhost::engine {
namespace {

/// Where each image stands first.
std::unordered_map<std::string_view, std::size_t> first_places(const PixelRows& rows) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    places.try_emplace(rows.pixels.at(i), i);
  }
  return places;
}

}  // namespace

std::vector<std::pair<std::int64_t, std::int64_t>> copies_between(const PixelRows& learnt,
                                                                  const PixelRows& held_out) {
  const auto places = first_places(held_out);
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  for (std::size_t i = 0; i < learnt.rows.size(); ++i) {
    const auto found = places.find(learnt.pixels.at(i));
    if (found != places.end()) {
      pairs.emplace_back(learnt.rows[i], held_out.rows[found->second]);
    }
  }
  return pairs;
}

std::vector<std::pair<std::int64_t, std::int64_t>> contradictions(
    const PixelRows& rows, const std::vector<std::vector<std::int32_t>>& labels) {
  const auto places = first_places(rows);
  const auto classes = [&labels](std::size_t i) {
    return std::set<std::int32_t>(labels.at(i).begin(), labels.at(i).end());
  };
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const std::size_t first = places.at(rows.pixels[i]);
    if (first != i && classes(first) != classes(i)) {
      pairs.emplace_back(rows.rows[first], rows.rows[i]);
    }
  }
  return pairs;
}

}  // namespace tlhost::engine
